import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { readManifest } from '../../../src/catalog/manifest.ts';
import { readVbprivk } from '../../../src/signing/read-vbprivk.ts';
import type { SigningKey } from '../../../src/signing/signing-key.ts';
import { makeFlash } from '../../../src/simulate/make-flash.ts';
import { standInKernel } from '../../../src/simulate/stand-in-kernel.ts';
import { flashSpec } from '../../firmware/flash-spec.ts';
import { RELEASE_TOOLS, realToolsRelease } from '../../fixtures/real-tools-release.ts';
import { DEVKEYS, testWith, tool } from '../../tool.ts';
import { runRsd } from '../run-rsd.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-sign-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);
const test = testWith(...RELEASE_TOOLS);
const ID = 'my-os-1';
const FILE_SYSTEM = Buffer.alloc(3 * (1 << 20), 'my own root filesystem ');

beforeAll(() => {
  writeFileSync(path('vmlinuz'), standInKernel(1 << 20));
  writeFileSync(path('rootfs.ext4'), FILE_SYSTEM);
  realToolsRelease(path('real'), 'theirs', folder);
  mkdirSync(path('never'));
});

function sign(out: string, ...more: readonly string[]): ReturnType<typeof runRsd> {
  const what = ['--id', ID, '--hwid', 'NIMBUS', '--hwid', 'CIRRUS', '--os-version', '1.0'];
  const keys = more.includes('--keys') ? [] : ['--keys', DEVKEYS];
  return runRsd('sign', ...what, ...keys, '--out', path(out), ...more);
}

const PARTS = ['--vmlinuz', path('vmlinuz'), '--command-line', 'quiet', '--rootfs', path('rootfs.ext4')];
const made = (out: string, file: string): Buffer => readFileSync(path(`${out}/${ID}/${file}`));

/** Firmware as a maker's build leaves it: signed by vboot's own tool with its development keys. */
function firmwareOfTools(): string {
  const key = (name: string): string => join(DEVKEYS, name);
  const privateKey = (name: string): SigningKey => readVbprivk(readFileSync(key(name)));
  const [root, recovery] = [privateKey('root_key.vbprivk'), privateKey('recovery_key.vbprivk')];
  const readWriteId = 'Google_Nimbus.15200.4.0';
  writeFileSync(path('unsigned.bin'), makeFlash(flashSpec({ root, recovery, readWriteId })));
  const keys = ['-s', key('firmware_data_key.vbprivk'), '-b', key('firmware.keyblock')];
  const more = ['-k', key('kernel_subkey.vbpubk'), '-v', '3', path('unsigned.bin'), path('bios.bin')];
  const { status, stderr } = tool('futility', 'sign', '--type', 'bios', ...keys, ...more);
  if (status !== 0) throw new Error(stderr);
  return path('bios.bin');
}

describe('rsd sign', () => {
  test('makes a release of firmware alone that futility signed, and rsd verify says what its slots are', async () => {
    const firmware = firmwareOfTools();
    expect((await sign('firmware', '--firmware', firmware)).fault).toBe('none');
    const { payloads, layout } = readManifest(made('firmware', 'manifest.json'));
    expect(payloads).toMatchObject([{ role: 'firmware', version: '15200.4.0' }]);
    expect(layout).toEqual([]);
    expect(made('firmware', 'firmware.bin').equals(readFileSync(firmware))).toBe(true);
    const { results, fault } = await runRsd(
      'verify',
      path(`firmware/${ID}`),
      '--key',
      join(DEVKEYS, 'root_key.vbpubk'),
    );
    expect(fault).toBe('none');
    expect(results.join('\n')).toMatch(
      /firmware\.bin +Google_Nimbus\.15200\.4\.0, both slots signed under root key RSA8192 SHA512, sha1 b11d74/,
    );
  });

  test.for([
    ['a byte of the firmware is another', (image: Buffer) => image.fill(0, 0x21_1000, 0x21_1010), 'FWR-04'],
    ['the firmware is no flash image', (image: Buffer) => image.subarray(0, 4096), 'OPT-01'],
  ] as const)('makes nothing when %s', async ([, damage, code]) => {
    const image = readFileSync(firmwareOfTools());
    writeFileSync(path('damaged.bin'), damage(image));
    const { fault } = await sign('damaged', '--firmware', path('damaged.bin'));
    expect(fault).toMatchObject({ code });
    expect(readdirSync(path('damaged'))).toEqual([]);
  });

  test('signs what futility and vbutil_kernel verify and veritysetup walks through', async () => {
    expect((await sign('own', ...PARTS, '--plain', '--rollback', '7')).fault).toBe('none');
    const release = path(`own/${ID}`);
    const key = (name: string): string => join(DEVKEYS, name);
    const manifest = tool(
      'futility',
      'vbutil_firmware',
      '--verify',
      join(release, 'manifest.vblock'),
      '--signpubkey',
      key('root_key.vbpubk'),
      '--fv',
      join(release, 'manifest.json'),
    );
    expect(manifest.status).toBe(0);
    expect(manifest.stdout).toMatch(/Firmware version: +7/);
    const kernel = tool(
      'vbutil_kernel',
      '--verify',
      join(release, 'kernel.bin'),
      '--signpubkey',
      key('kernel_subkey.vbpubk'),
      '--verbose',
    );
    expect(kernel.status).toBe(0);
    expect(kernel.stdout).toContain('quiet root=/dev/dm-0 ro dm="1 vroot none ro 1,');
    const { payloads } = readManifest(made('own', 'manifest.json'));
    const verity = payloads[1]?.verity ?? { dataBlocks: 0, salt: '', rootDigest: '' };
    const image = join(release, 'rootfs.img');
    const tree = [`--hash-offset=${verity.dataBlocks * 4096}`, `--data-blocks=${verity.dataBlocks}`];
    const form = ['--format=0', '--no-superblock', '--data-block-size=4096', '--hash-block-size=4096'];
    const walked = tool(
      'veritysetup',
      'verify',
      ...form,
      ...tree,
      `--salt=${verity.salt}`,
      image,
      image,
      verity.rootDigest,
    );
    expect(walked.status).toBe(0);
  });

  test('compresses the root filesystem so that zstd gives it back', async () => {
    expect((await sign('packed', ...PARTS)).fault).toBe('none');
    const unpacked = execFileSync('zstd', ['-dc', path(`packed/${ID}/rootfs.img.zst`)], {
      maxBuffer: 1 << 26,
    });
    expect(unpacked.subarray(0, FILE_SYSTEM.length).equals(FILE_SYSTEM)).toBe(true);
  });

  test('makes the same bytes of the same things', async () => {
    for (const out of ['once', 'twice']) expect((await sign(out, ...PARTS)).fault).toBe('none');
    const files = readdirSync(path(`once/${ID}`));
    expect(files.toSorted()).toEqual(['kernel.bin', 'manifest.json', 'manifest.vblock', 'rootfs.img.zst']);
    for (const file of files) expect(made('once', file).equals(made('twice', file))).toBe(true);
  });

  test.for([
    ['with its hash tree', (image: Buffer) => image],
    ['without it', (image: Buffer) => image.subarray(0, 1024 * 4096)],
  ] as const)('takes a kernel that vbutil_kernel signed, and its root filesystem %s', async ([name, cut]) => {
    writeFileSync(path('theirs.img'), cut(readFileSync(path('real/theirs/rootfs.img'))));
    const kernel = path('real/theirs/kernel.bin');
    const { fault } = await sign(name, '--plain', '--kernel', kernel, '--rootfs', path('theirs.img'));
    expect(fault).toBe('none');
    expect(made(name, 'kernel.bin').equals(readFileSync(kernel))).toBe(true);
    expect(made(name, 'rootfs.img').equals(readFileSync(path('real/theirs/rootfs.img')))).toBe(true);
  });

  test('refuses a signed kernel that starts another root filesystem', async () => {
    const image = readFileSync(path('real/theirs/rootfs.img')).subarray(0, 1024 * 4096);
    image[5000] = (image[5000] ?? 0) ^ 1;
    writeFileSync(path('other.img'), image);
    const kernel = path('real/theirs/kernel.bin');
    const { fault } = await sign('other', '--kernel', kernel, '--rootfs', path('other.img'));
    expect(fault).toMatchObject({ code: 'IMG-05' });
    expect(readdirSync(path('other'))).toEqual([]);
  });

  test('refuses a signed kernel that is not under the kernel subkey of the keys', async () => {
    expect((await runRsd('keys', 'new', '--4k', path('keys'))).fault).toBe('none');
    const kernel = path('real/theirs/kernel.bin');
    const rootfs = path('real/theirs/rootfs.img');
    const { fault } = await sign('foreign', '--keys', path('keys'), '--kernel', kernel, '--rootfs', rootfs);
    expect(fault).toMatchObject({
      code: 'IMG-07',
      facts: { problem: expect.stringContaining('not signed by the kernel subkey') },
    });
    expect(readdirSync(path('foreign'))).toEqual([]);
  });

  test('signs with keys of one’s own what rsd verify accepts', async () => {
    expect((await sign('mine', '--keys', path('keys'), ...PARTS)).fault).toBe('none');
    const verified = await runRsd('verify', path(`mine/${ID}`), '--key', path('keys/root_key.vbpubk'));
    expect(verified.fault).toBe('none');
  });

  test('keeps the firmware and the layout that it is given', async () => {
    const firmware = firmwareOfTools();
    const layout = [
      { number: 2, label: 'KERN-A', type: 'kernel', sizeBytes: 4 << 20, payload: 'kernel' },
      { number: 3, label: 'ROOT-A', type: 'rootfs', sizeBytes: 8 << 20, payload: 'rootfs' },
    ];
    writeFileSync(path('layout.json'), JSON.stringify(layout));
    const more = ['--firmware', firmware, '--layout', path('layout.json'), '--sku', '7'];
    expect((await sign('more', ...PARTS, ...more)).fault).toBe('none');
    expect(made('more', 'firmware.bin').equals(readFileSync(firmware))).toBe(true);
    expect(JSON.parse(made('more', 'manifest.json').toString())).toMatchObject({
      layout,
      models: [
        { hwid: 'NIMBUS', skus: [7] },
        { hwid: 'CIRRUS', skus: [7] },
      ],
      payloads: [{}, {}, { role: 'firmware', file: 'firmware.bin', bytes: 1 << 24, version: '15200.4.0' }],
    });
  });

  test.for([
    ['neither a kernel nor a vmlinuz', ['--rootfs', path('rootfs.ext4')], 'OPT-01'],
    ['a kernel and a vmlinuz', [...PARTS, '--kernel', path('vmlinuz')], 'OPT-01'],
    ['a kernel that is none', ['--kernel', path('vmlinuz'), '--rootfs', path('rootfs.ext4')], 'OPT-01'],
    ['a file that is missing', [...PARTS, '--firmware', path('missing')], 'OPT-01'],
    ['an id that leads elsewhere', [...PARTS, '--id', '../../x'], 'MAN-02'],
    ['a rollback version above 65535', [...PARTS, '--rollback', '65536'], 'FMT-01'],
    ['a layout that is none', [...PARTS, '--layout', path('vmlinuz')], 'OPT-01'],
    ['a folder without keys', [...PARTS, '--keys', path('real')], 'KEY-01'],
    [
      'a command line that has a root filesystem already',
      [...PARTS, '--command-line', 'dm="1 vroot none ro 1,0 16 verity"'],
      'FMT-01',
    ],
  ] as const)('refuses %s, and makes nothing', async ([, options, code]) => {
    const { fault } = await sign('never', ...options);
    expect(fault).toMatchObject({ code });
    expect(readdirSync(folder)).not.toContain('x');
    expect(readdirSync(path('never'), { recursive: true })).toEqual([]);
  });

  test('overwrites no release', async () => {
    await sign('kept', ...PARTS);
    const before = made('kept', 'manifest.json');
    const { fault } = await sign('kept', ...PARTS, '--rollback', '9');
    expect(fault).toMatchObject({ code: 'OPT-01', facts: { option: path(`kept/${ID}`) } });
    expect(made('kept', 'manifest.json').equals(before)).toBe(true);
  });

  test.for([
    ['release.keyblock', /vouches for another key/, 'kernel.keyblock'],
    ['kernel.keyblock', /vouches for another key/, 'release.keyblock'],
    ['kernel_subkey.vbpubk', /not signed by kernel_subkey/, 'root_key.vbpubk'],
  ] as const)('refuses keys whose %s belongs to others', async ([name, problem, other]) => {
    const keys = path(`mixed-${name}`);
    cpSync(path('keys'), keys, { recursive: true });
    cpSync(path(`keys/${other}`), join(keys, name));
    const { fault } = await sign('mixed', '--keys', keys, ...PARTS);
    expect(fault).toMatchObject({ code: 'KEY-01', facts: { problem: expect.stringMatching(problem) } });
  });
});
