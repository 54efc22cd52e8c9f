import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { create } from '../../../src/rsd/create/create.ts';
import type { CreateRequest } from '../../../src/rsd/create/create-request.ts';
import type { Prompts } from '../../../src/rsd/create/prompts.ts';
import { faultFrom } from '../../net/fault-from.ts';
import { testWith, tool } from '../../tool.ts';
import { type Heard, settingIn } from '../setting-in.ts';
import {
  addFirmware,
  addRelease,
  PARTITION_GUID,
  type SimulatedTree,
  simulatedTree,
  writeSoftware,
} from '../simulated-tree.ts';
import { request } from './request.ts';

const MIB = 1 << 20;
const withMtools = testWith('mcopy', 'fsck.vfat', 'cgpt');
let shared: string;
let tree: SimulatedTree;
let folder: string;
let image: string;

beforeAll(async () => {
  shared = mkdtempSync(join(tmpdir(), 'rsd-'));
  tree = await simulatedTree(join(shared, 'tree'));
});
afterAll(() => rmSync(shared, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  image = join(folder, 'stick.img');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function made(
  change: Partial<CreateRequest> = {},
  prompts: Prompts | 'nobody' = 'nobody',
): Promise<Heard> {
  const heard = settingIn(folder);
  const wanted = { from: tree.folder, image: { path: image, sizeBytes: 'least' }, ...change } as const;
  await create(request(wanted), heard.setting, prompts);
  return heard;
}

/** A file of the data partition, which begins at 257 MiB, or of the EFI partition at 1 MiB. */
function onStick(path: string, atMib = 257): Buffer {
  const to = join(folder, 'copied');
  const { status, stderr } = tool('mcopy', '-n', '-o', '-i', `${image}@@${atMib * MIB}`, `::/${path}`, to);
  if (status !== 0) throw new Error(stderr);
  return readFileSync(to);
}

/** A partition as a file of its own. */
function partition(atMib: number, mib: number): string {
  const file = join(folder, 'partition');
  writeFileSync(file, readFileSync(image).subarray(atMib * MIB, (atMib + mib) * MIB));
  return file;
}

withMtools(
  'rsd create --image makes a stick that fsck, mtools and cgpt find nothing wrong with',
  async () => {
    const { results } = await made();
    expect(results).toEqual([expect.stringContaining(`${image}: done`)]);
    const software = join(tree.folder, 'software/recovery-0.2-x86_64');
    const bytes = readFileSync(image);
    for (const [file, atMib] of [
      ['kernel.bin', 65],
      ['rootfs.img', 97],
      ['kernel.bin', 225],
    ] as const) {
      const wanted = readFileSync(join(software, file));
      expect(bytes.subarray(atMib * MIB, atMib * MIB + wanted.length).equals(wanted)).toBe(true);
    }
    expect(onStick('EFI/BOOT/BOOTX64.EFI', 1).toString()).toBe('uki of 0.2');
    for (const file of ['manifest.json', 'manifest.vblock', 'kernel.bin', 'rootfs.img.zst']) {
      const path = `recovery/nimbus-1.10.0/${file}`;
      expect(onStick(path).equals(readFileSync(join(tree.folder, path)))).toBe(true);
    }
    expect(onStick('rsd.toml').toString()).toBe('language = "de-DE"\n');
    const cgpt = tool('cgpt', 'show', '-v', image);
    expect(`${cgpt.stdout}${cgpt.stderr}`).not.toMatch(/invalid|error|warning/i);
    expect(cgpt.stdout).toContain(PARTITION_GUID);
    const dataMib = bytes.length / MIB - 257 - 1;
    for (const [atMib, mib] of [
      [1, 64],
      [257, dataMib],
    ] as const) {
      const fsck = tool('fsck.vfat', '-n', '-v', partition(atMib, mib));
      expect([fsck.status, fsck.stdout]).toEqual([0, expect.not.stringMatching(/differ|error|wrong/i)]);
    }
  },
);

test('rsd create says what it took and why, and why it took no other', async () => {
  const { notes } = await made();
  expect(notes).toContain('Recovery software recovery-0.2-x86_64 for x86_64');
  expect(notes.join('\n')).toMatch(/Release nimbus-1\.10\.0 \(Nimbus OS 1\.10\.0\): /);
  expect(notes.join('\n')).toMatch(/Not cirrus-2\.0: .*NIMBUS/);
});

test('the same parts always make the same stick', async () => {
  await made();
  const first = readFileSync(image);
  await made();
  expect(readFileSync(image).equals(first)).toBe(true);
});

test('a stick can be made from the image of a stick, and is the same', async () => {
  await made();
  const original = join(folder, 'original.img');
  writeFileSync(original, readFileSync(image));
  rmSync(image);
  await made({ from: original });
  expect(readFileSync(image).equals(readFileSync(original))).toBe(true);
});

test('rsd create --json tells everything as JSON', async () => {
  const { results } = await made({ output: 'json' });
  expect(results.map((line) => JSON.parse(line))).toMatchObject([
    {
      software: { id: 'recovery-0.2-x86_64', version: '0.2', arch: 'x86_64' },
      release: { id: 'nimbus-1.10.0', os: { name: 'Nimbus OS' } },
      targets: [{ target: image, outcome: 'done', ejected: 'image' }],
    },
  ]);
});

withMtools(
  'what was asked for is in the settings of the stick, and a release that was named is taken',
  async () => {
    await made({ language: 'pt_BR', attendance: 'unattended', releaseId: 'nimbus-1.9.0' });
    expect(onStick('rsd.toml').toString()).toBe('unattended = true\nlanguage = "pt-BR"\n');
    expect(onStick('recovery/nimbus-1.9.0/manifest.json').toString()).toContain('1.9.0');
    expect(() => onStick('recovery/nimbus-1.10.0/manifest.json')).toThrow('not found');
  },
);

withMtools(
  'newer firmware from a release of its own is on the stick, beside the operating system',
  async () => {
    const from = join(folder, 'with-firmware');
    cpSync(tree.folder, from, { recursive: true });
    for (const [id, version] of [
      ['nimbus-fw-9', '9.0'],
      ['nimbus-fw-10', '10.0'],
    ] as const)
      await addFirmware(from, { id, version });
    const { notes } = await made({ from });
    expect(notes.join('\n')).toContain('Firmware of release nimbus-fw-10: it is newer than "nimbus-fw-9"');
    expect(notes.join('\n')).toContain('Not nimbus-fw-9: it has firmware, and no operating system');
    for (const path of ['recovery/nimbus-1.10.0/kernel.bin', 'recovery/nimbus-fw-10/firmware.bin'])
      expect(onStick(path).equals(readFileSync(join(from, path)))).toBe(true);
    expect(() => onStick('recovery/nimbus-fw-9/manifest.json')).toThrow('not found');
  },
);

withMtools('rsd create --developer takes a release that a developer signed', async () => {
  await addRelease(join(folder, 'own'), { id: 'my-os', osVersion: '7', keys: tree.developer });
  const developer = join(folder, 'own/recovery/my-os');
  const attended = await made({ developer });
  expect(attended.notes.join('\n')).toContain('five minutes of you');
  expect(onStick('recovery/my-os/kernel.bin').equals(readFileSync(join(developer, 'kernel.bin')))).toBe(true);
  rmSync(image);
  const unattended = await made({ developer, attendance: 'unattended' });
  expect(unattended.notes.join('\n')).toContain('stops with DEV-01');
});

withMtools('a network-only stick has the network file and what it names, and no release', async () => {
  const key = join(folder, 'stick_key');
  tool('ssh-keygen', '-q', '-N', '', '-t', 'ed25519', '-f', key);
  const known = `server.example.com ${readFileSync(`${key}.pub`, 'utf8')}`;
  writeFileSync(join(folder, 'known'), known);
  const toml = '[server]\nhosts = ["server.example.com"]\nknown_hosts = "known"\nidentity = "stick_key"\n';
  writeFileSync(join(folder, 'my.toml'), toml);
  await made({ data: 'network-only', network: join(folder, 'my.toml'), device: undefined });
  expect(onStick('network.toml').toString()).toBe(toml);
  expect(onStick('known').toString()).toBe(known);
  expect(onStick('stick_key').toString()).toContain('PRIVATE KEY');
  expect(tool('mdir', '-b', '-i', `${image}@@${257 * MIB}`, '::/').stdout).not.toContain('recovery');
});

test.for([
  ['no place', { from: undefined }, 'OPT-01', { option: '--from' }],
  ['no netbook', { device: undefined }, 'OPT-01', { option: '--hwid' }],
  ['a netbook that nothing is for', { device: { hwid: 'STRATUS' } }, 'SRC-03', { hwid: 'STRATUS' }],
  ['a release that is not there', { releaseId: 'x' }, 'OPT-01', { option: '--release' }],
  ['software that is not there', { softwareId: 'x' }, 'MAK-06', {}],
  ['a processor that there is no software for', { arch: 'aarch64' }, 'MAK-06', {}],
  ['a language that is none', { language: 'Klingon?' }, 'OPT-01', { option: '--language' }],
  [
    'network-only with a release',
    { data: 'network-only', releaseId: 'x' },
    'OPT-01',
    { option: '--release' },
  ],
  [
    'network-only with a developer',
    { data: 'network-only', developer: 'x' },
    'OPT-01',
    { option: '--developer' },
  ],
  ['network-only without a network', { data: 'network-only' }, 'OPT-01', { option: '--network' }],
] as const)('rsd create refuses %s, and writes nothing', async ([, change, code, facts]) => {
  expect(await faultFrom(made(change))).toMatchObject({ code, facts });
  expect(existsSync(image)).toBe(false);
});

test('rsd create refuses an image that is too small with both numbers, and says what would fit', async () => {
  const heard = settingIn(folder);
  const sizeBytes = 200 * MIB;
  const wanted = request({ from: tree.folder, image: { path: image, sizeBytes } });
  const fault = await faultFrom(create(wanted, heard.setting, 'nobody'));
  expect(fault).toMatchObject({ code: 'MAK-02', facts: { diskBytes: sizeBytes } });
  expect(existsSync(image)).toBe(false);
});

test('a stick that the release does not fit on becomes a network stick when the person agrees', async () => {
  await addRelease(join(folder, 'big'), { id: 'nimbus-9', osVersion: '9', dataBlocks: 30_000 });
  writeSoftware(join(folder, 'big'), { version: '0.2', arch: 'x86_64' });
  writeFileSync(join(folder, 'my.toml'), 'interfaces = ["wired"]\n');
  const asked: string[] = [];
  const prompts: Prompts = {
    text: () => Promise.reject(new Error('nothing to ask')),
    several: () => Promise.reject(new Error('nothing to ask')),
    async confirm(message) {
      asked.push(message);
      return 'yes';
    },
  };
  const wanted = {
    from: join(folder, 'big'),
    image: { path: image, sizeBytes: 330 * MIB },
    network: join(folder, 'my.toml'),
  };
  const { results } = await made(wanted, prompts);
  expect(asked).toEqual([expect.stringMatching(/has 346030080 bytes, and \d+ are needed.*instead/)]);
  expect(results).toEqual([expect.stringContaining('done')]);
  expect(statSync(image).size).toBe(330 * MIB);
});

test.for([
  ['the kernel', 'kernel.bin'],
  ['the root filesystem', 'rootfs.img'],
  ['a key', 'root_key.vbpubk'],
] as const)('rsd create refuses software of which %s is damaged', async ([, file]) => {
  const broken = join(folder, 'broken');
  await addRelease(broken, { id: 'nimbus-1', osVersion: '1' });
  const path = join(writeSoftware(broken, { version: '0.2', arch: 'x86_64' }), file);
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(path, bytes);
  expect(await faultFrom(made({ from: broken }))).toMatchObject({
    code: 'MAK-06',
    facts: { problem: expect.stringContaining(file) },
  });
  expect(existsSync(image)).toBe(false);
});

test.for(['kernel.bin', 'rootfs.img.zst'])(
  'rsd create refuses a release whose %s is damaged',
  async (file) => {
    const broken = join(folder, 'broken');
    await addRelease(broken, { id: 'nimbus-1', osVersion: '1' });
    writeSoftware(broken, { version: '0.2', arch: 'x86_64' });
    const path = join(broken, 'recovery/nimbus-1', file);
    const bytes = readFileSync(path);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const fault = await faultFrom(made({ from: broken }));
    expect(fault).toMatchObject({ code: expect.stringMatching(/^IMG-/) });
    expect(existsSync(image)).toBe(false);
  },
);

test('rsd create --recovery-key takes software that the key signed, and no other', async () => {
  await made({ recoveryKey: tree.recoveryKey });
  rmSync(image);
  const other = join(tree.folder, 'software/recovery-0.2-x86_64/root_key.vbpubk');
  expect(await faultFrom(made({ recoveryKey: other }))).toMatchObject({ code: 'MAK-06' });
  expect(existsSync(image)).toBe(false);
});

test('an image that is there is written over only by consent', async () => {
  writeFileSync(image, 'mine');
  expect(await faultFrom(made({ consent: 'ask' }))).toMatchObject({
    code: 'OPT-01',
    facts: { option: '--yes' },
  });
  expect(readFileSync(image, 'utf8')).toBe('mine');
  await made({ consent: 'given' });
  expect(statSync(image).size).toBeGreaterThan(300 * MIB);
});

test('rsd create says that an image cannot be written where it is wanted', async () => {
  const failed = made({ image: { path: join(folder, 'nowhere/stick.img'), sizeBytes: 'least' } });
  await expect(failed).rejects.toMatchObject({ left: 'nothing-written', cause: { code: 'OPT-01' } });
});

test('a stopped run leaves no image', async () => {
  const heard = settingIn(folder);
  const { voice } = heard.setting;
  const progress = (line: string): void => {
    if (line.startsWith('Writing')) heard.stop.abort(new Error('stopped'));
  };
  const wanted = request({ from: tree.folder, image: { path: image, sizeBytes: 'least' } });
  await expect(
    create(wanted, { ...heard.setting, voice: { ...voice, progress } }, 'nobody'),
  ).rejects.toMatchObject({ left: 'nothing-written' });
  expect(existsSync(image)).toBe(false);
  expect(existsSync(`${image}.part`)).toBe(false);
});
