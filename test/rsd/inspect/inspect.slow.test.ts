import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeFmap } from '../../../src/formats/fmap/encode-fmap.ts';
import { encodeGbb } from '../../../src/formats/gbb/encode-gbb.ts';
import { signVblock } from '../../../src/signing/sign-vblock.ts';
import { newKey, newReleaseKeys, publicHalf } from '../../../src/simulate/simulated-keys.ts';
import { DEVKEYS, testWith, tool } from '../../tool.ts';
import { releaseFolder } from '../release-folder.ts';
import { runCommand as rsd } from '../run-command.ts';
import { scratch } from '../scratch.ts';
import { flip, stickImage } from './stick-image.ts';

const PASSPHRASE = 'correct horse battery';
const PRIVATE = '-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n';
const NETWORK = `[wifi]
ssid = "Line 3"
passphrase = "${PASSPHRASE}"
[server]
hosts = ["recovery.example.com:2222"]
known_hosts = "keys/known_hosts"
identity = "keys/id_ed25519"
`;

let made: ReturnType<typeof scratch>;
let stick: string;
let table: Awaited<ReturnType<typeof stickImage>>;

beforeAll(async () => {
  made = scratch();
  stick = join(made.folder, 'stick.img');
  const release = await releaseFolder(made.folder, { id: 'nimbus-2' });
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const files = ['manifest.json', 'manifest.vblock', 'kernel.bin', 'rootfs.img'];
  const inRelease = files.map(
    (file) => [`recovery/nimbus-2/${file}`, readFileSync(join(release, file))] as const,
  );
  table = await stickImage(stick, {
    'rsd.toml': text('# a comment\nlanguage = "de"\nwifi_passphrase = "by mistake"\n'),
    'network.toml': text(NETWORK),
    'keys/id_ed25519': text(PRIVATE),
    'keys/known_hosts': text('x'),
    ...Object.fromEntries(inRelease),
    'recovery.part/nimbus-3/journal': text('x'),
    'recovery/broken/manifest.json': text('{'),
    'rsd-logs/run-0003.jsonl': text('{}\n'),
    'rsd-logs/run-0003.report.json': text(
      '{"outcome":"failed","disk":"untouched","failure":{"code":"DSK-01"}}',
    ),
    'rsd-logs/run-0004.jsonl': text('{}\n'),
  });
});

afterAll(() => made[Symbol.dispose]());

interface Kernel {
  readonly partition: string;
  readonly content: {
    readonly state: string;
    readonly rootCheck?: { readonly state?: string; readonly problem?: string };
  };
}

interface StickReport {
  readonly kind: string;
  readonly table: { readonly readFrom: string; readonly problems?: readonly string[] };
  readonly partitions: readonly { readonly name: string }[];
  readonly kernels: readonly Kernel[];
  readonly data: Readonly<Record<string, unknown>>;
}

async function reportOf(path: string, ...more: readonly string[]): Promise<StickReport> {
  const { out, err } = await rsd('inspect', path, '--json', ...more);
  if (out === '') throw new Error(err);
  return JSON.parse(out) as StickReport;
}

test('of a stick it says the tables, the kernels, the settings, the releases and how runs ended', async () => {
  const report = await reportOf(stick);
  expect(report.kind).toBe('recovery stick of rsd');
  expect(report.table).toMatchObject({ readFrom: 'primary copy', state: 'both copies are good' });
  expect(report.partitions.map(({ name }) => name).toSorted()).toEqual([
    'EFI-SYSTEM',
    'KERN-A',
    'KERN-B',
    'ROOT-A',
    'RSD-DATA',
  ]);
  expect(report.kernels.map(({ partition, content }) => [partition, content.state])).toEqual([
    ['2 KERN-A', 'whole: its data key signed it'],
    ['4 KERN-B', 'whole: its data key signed it'],
  ]);
  expect(report.data).toMatchObject({
    fileSystem: 'FAT32 "RSD-DATA"',
    settings: ['language = "de"', 'wifi_passphrase = (set)'],
    network: {
      wifi: { passphrase: 'set' },
      server: { hosts: ['[recovery.example.com]:2222'], identity: 'keys/id_ed25519 (set)' },
    },
    keys: ['keys/id_ed25519: set', 'keys/known_hosts: set'],
    releases: [
      { id: 'broken', problem: expect.stringContaining('SIG-01') },
      { id: 'nimbus-2', os: 'Nimbus OS 1.10.0' },
    ],
    unfinishedDownloads: ['nimbus-3'],
    runs: [
      { run: '0004', end: 'no report' },
      { run: '0003', end: 'failed, disk untouched, DSK-01' },
    ],
  });
});

test('no passphrase and no private key is ever shown', async () => {
  for (const args of [[], ['--json'], ['--deep']]) {
    const { out, err } = await rsd('inspect', stick, ...args);
    for (const secret of [PASSPHRASE, 'c2VjcmV0', 'by mistake']) expect(out + err).not.toContain(secret);
  }
});

test('--deep reads the root filesystem by its tree and releases by their digests', async () => {
  const report = await reportOf(stick, '--deep');
  expect(report.kernels[0]?.content.rootCheck).toMatchObject({
    partition: '3 ROOT-A',
    state: 'whole: every block is that of the tree',
  });
  expect(JSON.stringify(report.data['releases'])).toMatch(/rootfs\.img: \d+ bytes, whole/);
});

test('a stick with a damaged root filesystem looks good, and not with --deep', async () => {
  const damaged = join(made.folder, 'damaged.img');
  copySparse(stick, damaged);
  await flip(damaged, startOf('ROOT-A') + 5000);
  expect((await reportOf(damaged)).kernels[0]?.content.state).toMatch(/^whole/);
  const { kernels } = await reportOf(damaged, '--deep');
  expect(kernels[0]?.content.rootCheck?.problem).toMatch(/^IMG-03: .*offsetBytes 4096/);
});

test('one broken part hides no other', async () => {
  const damaged = join(made.folder, 'parts.img');
  copySparse(stick, damaged);
  await flip(damaged, 600);
  await flip(damaged, startOf('KERN-A') + 70_000);
  await flip(damaged, startOf('RSD-DATA') + 11);
  const report = await reportOf(damaged);
  expect(report.table).toMatchObject({
    readFrom: 'secondary copy',
    problems: [expect.stringContaining('primary GPT')],
  });
  expect(report.kernels[0]?.content).toMatchObject({ problem: expect.stringContaining('body_signature') });
  expect(report.kernels[1]?.content.state).toMatch(/^whole/);
  expect(report.data).toMatchObject({ problem: expect.stringContaining('FAT') });
});

test('an image that was cut off is told by the copy that is missing', async () => {
  const cut = join(made.folder, 'cut.img');
  copySparse(stick, cut);
  truncateSync(cut, 4 << 20);
  const { out } = await rsd('inspect', cut);
  expect(out).toMatch(/disk without a usable partition table/);
  expect(out).toMatch(/primary GPT: the other header is said to be sector \d+/);
});

test('for people it is lines with the same facts', async () => {
  const { status, out } = await rsd('inspect', stick);
  expect(status).toBe(0);
  expect(out).toMatch(/^recovery stick of rsd\n {2}bytes: \d+\n {2}table\n {4}disk guid: /);
  expect(out).toMatch(/number 2, name KERN-A, type kernel, .*boot priority=15 tries=15 successful=1\n/);
});

test('of a flash image it says the areas, the GBB with its keys, the slots and the versions', async () => {
  const flash = flashImage();
  const path = join(made.folder, 'bios.bin');
  writeFileSync(path, flash);
  const report = await reportOf(path);
  expect(report).toMatchObject({
    kind: 'firmware image',
    gbb: {
      hwid: 'NIMBUS A2B',
      flags: '0x8 (force developer switch on)',
      rootKey: { sha1: expect.stringMatching(/^[0-9a-f]{40}$/) },
      recoveryKey: 'none',
    },
    firmwareIds: { RO_FRID: 'Nimbus.1', RW_FWID_A: 'there is none' },
    slotA: { signedByRootKey: true, bodyIsWhole: true, preamble: { firmwareVersion: 7 } },
    slotB: 'there is none',
    vpd: { readOnlyValues: 1, readWriteValues: 'there is none' },
  });
});

testWith('futility')('keys are named as futility names them', async () => {
  const file = join(DEVKEYS, 'kernel_subkey.vbpubk');
  const shown = tool('futility', 'show', file).stdout;
  expect(await reportOf(file)).toMatchObject({
    kind: 'public key (vbpubk)',
    sha1: /Key sha1sum:\s+([0-9a-f]{40})/.exec(shown)?.[1],
  });
});

testWith('futility').for([
  ['kernel.keyblock', 'keyblock'],
  ['root_key.vbprivk', 'private key (vbprivk)'],
] as const)('%s of the development keys is a %s', async ([file, kind]) => {
  expect((await reportOf(join(DEVKEYS, file))).kind).toBe(kind);
});

test('a manifest.vblock and a kernel.bin are what they are', async () => {
  expect((await reportOf(join(made.folder, 'nimbus-2/manifest.vblock'))).kind).toContain('vblock');
  expect((await reportOf(join(made.folder, 'nimbus-2/kernel.bin'))).kind).toBe('kernel');
});

test('a tree is shown with its releases', async () => {
  const tree = join(made.folder, 'tree');
  mkdirSync(tree);
  await releaseFolder(join(tree, 'recovery'), { id: 'a-1' });
  expect(await reportOf(tree)).toMatchObject({ kind: 'recovery tree', releases: [{ id: 'a-1' }] });
});

test.for([
  ['nothing', new Uint8Array(), 'it is empty'],
  ['noise', randomBytes(100_000), 'it is no disk'],
  ['text', new TextEncoder().encode('hello'), 'it is no disk'],
  ['half a keyblock', new TextEncoder().encode('CHROMEOS'), 'keyblock'],
] as const)('a file with %s is refused with status 10', async ([name, bytes, problem]) => {
  const path = join(made.folder, `odd ${name}`);
  writeFileSync(path, bytes);
  const { status, err } = await rsd('inspect', path);
  expect(status).toBe(10);
  expect(err).toContain(problem);
});

test('whatever is done to the head of a stick, it is a report or a refusal, and never a defect', async () => {
  const path = join(made.folder, 'any.img');
  copySparse(stick, path);
  truncateSync(path, 1 << 20);
  const small = readFileSync(path);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(20_000), fc.nat(255)), { maxLength: 20 }), async (edits) => {
      const bytes = Buffer.from(small);
      for (const [at, value] of edits) bytes[at] = value;
      writeFileSync(path, bytes);
      expect([0, 10]).toContain((await rsd('inspect', path)).status);
    }),
    { numRuns: 20 },
  );
});

/** An image is mostly holes. */
function copySparse(from: string, to: string): void {
  expect(tool('cp', '--sparse=always', from, to).status).toBe(0);
}

function startOf(name: string): number {
  const partition = table.partitions.find((one) => one.name === name);
  return (partition?.firstLba ?? 0) * table.sectorBytes;
}

function flashImage(): Uint8Array {
  const root = newKey();
  const keys = newReleaseKeys(root);
  const body = randomBytes(4096);
  const vblock = signVblock(body, {
    keyblock: keys.releaseKeyblock,
    signer: keys.release,
    version: 7,
    kernelSubkey: publicHalf(keys.kernelSubkey),
  });
  const gbb = encodeGbb({
    flags: 8,
    hwid: 'NIMBUS A2B',
    rootKey: publicHalf(root),
    recoveryKey: new Uint8Array(1024),
  });
  const flash = new Uint8Array(1 << 18).fill(0xff);
  const contents: [string, Uint8Array][] = [
    ['FMAP', new Uint8Array(4096)],
    ['GBB', gbb],
    ['VBLOCK_A', vblock],
    ['FW_MAIN_A', body],
    ['RO_FRID', new TextEncoder().encode('Nimbus.1\0')],
    ['RO_VPD', Uint8Array.of(1, 1, 0x61, 1, 0x62, 0)],
  ];
  let at = 0;
  const areas = contents.map(([name, bytes]) => {
    const area = {
      name,
      offsetBytes: at,
      sizeBytes: name === 'FW_MAIN_A' ? body.length : (bytes.length + 4095) & ~4095,
      flags: 0,
    };
    flash.set(bytes, at);
    at += (area.sizeBytes + 4095) & ~4095;
    return area;
  });
  flash.set(encodeFmap({ baseAddress: 0n, sizeBytes: flash.length, name: 'FLASH', areas }), 0);
  return flash;
}
