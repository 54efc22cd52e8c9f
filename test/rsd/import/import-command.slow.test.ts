import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { standInKernel } from '../../../src/simulate/stand-in-kernel.ts';
import {
  assembleImage,
  IMAGE_TOOLS,
  type ImagePart,
  kernBHash,
  officialParts,
  packRecovery,
} from '../../fixtures/official-image.ts';
import { RELEASE_TOOLS, type RealRelease, realToolsRelease } from '../../fixtures/real-tools-release.ts';
import { DEVKEYS, testWith, tool } from '../../tool.ts';
import { runRsd } from '../run-rsd.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = (name: string): string => join(folder, name);
const IMAGE = path('recovery.bin');
const ID = 'nimbus-3.1';
const VMLINUZ = standInKernel(1 << 20);
const test = testWith(...IMAGE_TOOLS, ...RELEASE_TOOLS, 'zip');

let kernA: Uint8Array;
let kernB: Uint8Array;
let rootA: Uint8Array;
let real: RealRelease;
let parts: readonly ImagePart[];

beforeAll(() => {
  real = realToolsRelease(path('made'), 'real', folder);
  kernB = readFileSync(path('made/real/kernel.bin'));
  rootA = readFileSync(path('made/real/rootfs.img'));
  kernA = recoveryFor(kernB);
  parts = officialParts(kernA, kernB, rootA);
  assembleImage(IMAGE, parts);
});

function recoveryFor(kernel: Uint8Array): Uint8Array {
  return packRecovery(VMLINUZ, `cros_recovery kern_b_hash=${kernBHash(kernel)} panic=60`, folder);
}

function imported(image: string, out: string, ...more: readonly string[]): ReturnType<typeof runRsd> {
  const what = ['--id', ID, '--hwid', 'NIMBUS', '--os-version', '3.1', '--keys', DEVKEYS];
  return runRsd('import', image, ...what, '--out', path(out), ...more);
}

describe('rsd import', () => {
  test('makes a release of what cgpt, vbutil_kernel and veritysetup put together', async () => {
    const recoveryKey = join(DEVKEYS, 'recovery_key.vbpubk');
    const { results, fault } = await imported(IMAGE, 'whole', '--plain', '--recovery-key', recoveryKey);
    expect(fault).toBe('none');
    expect(results).toEqual([path(`whole/${ID}`)]);
    const made = (file: string): Buffer => readFileSync(path(`whole/${ID}/${file}`));
    expect(made('kernel.bin').equals(kernB)).toBe(true);
    expect(made('rootfs.img').equals(rootA)).toBe(true);
    expect(JSON.parse(made('manifest.json').toString())).toMatchObject({
      id: ID,
      os: { version: '3.1' },
      models: [{ hwid: 'NIMBUS' }],
      payloads: [{ role: 'kernel' }, { role: 'rootfs', verity: real }],
    });
    expect(readdirSync(path('whole'))).toEqual([ID]);
  });

  test('makes what futility verifies', async () => {
    await imported(IMAGE, 'for-futility');
    const release = path(`for-futility/${ID}`);
    const { status } = tool(
      'futility',
      'vbutil_firmware',
      '--verify',
      join(release, 'manifest.vblock'),
      '--signpubkey',
      join(DEVKEYS, 'root_key.vbpubk'),
      '--fv',
      join(release, 'manifest.json'),
    );
    expect(status).toBe(0);
    expect((await runRsd('verify', release, '--key', join(DEVKEYS, 'root_key.vbpubk'))).fault).toBe('none');
  });

  test.for([
    ['a zip', []],
    ['a zip with ZIP64 records', ['-fz']],
  ] as const)('takes the image out of %s', async ([name, options]) => {
    const zip = path(`${name.replaceAll(' ', '-')}.zip`);
    tool('zip', '-q', '-j', '-1', ...options, zip, IMAGE);
    const { fault } = await imported(zip, name);
    expect(fault).toBe('none');
    expect(readFileSync(path(`${name}/${ID}/kernel.bin`)).equals(kernB)).toBe(true);
    expect(readdirSync(path(name))).toEqual([ID]);
  });

  test('takes models and version from an entry of a recovery.conf', async () => {
    writeFileSync(
      path('recovery.conf'),
      'recovery_tool_version=0.9.2\n\nname=Nimbus\nversion=3.1.0\nhwid=NIMBUS A2B\nhwid=CIRRUS\n',
    );
    const entry = ['--entry', path('recovery.conf'), '--entry-name', 'Nimbus'];
    const { fault } = await runRsd(
      'import',
      IMAGE,
      '--id',
      ID,
      '--keys',
      DEVKEYS,
      '--out',
      path('entry'),
      ...entry,
    );
    expect(fault).toBe('none');
    expect(JSON.parse(readFileSync(path(`entry/${ID}/manifest.json`), 'utf8'))).toMatchObject({
      os: { version: '3.1.0' },
      models: [{ hwid: 'NIMBUS A2B' }, { hwid: 'CIRRUS' }],
    });
  });

  test('refuses to guess which models an image is for', async () => {
    const { fault } = await runRsd(
      'import',
      IMAGE,
      '--id',
      ID,
      '--keys',
      DEVKEYS,
      '--out',
      path('guess'),
      '--os-version',
      '1',
    );
    expect(fault).toMatchObject({ code: 'OPT-01', facts: { option: '--hwid' } });
  });

  interface Damage {
    readonly name: string;
    readonly problem: RegExp;
    readonly make: (image: string) => void;
  }

  const at = (label: string, offsetBytes: number): number =>
    (parts.find((part) => part.label === label)?.firstSector ?? 0) * 512 + offsetBytes;
  const flipped = (label: string, offsetBytes: number) => (image: string) =>
    flip(image, at(label, offsetBytes));
  const rebuilt = (change: (all: readonly ImagePart[]) => readonly ImagePart[]) => (image: string) =>
    assembleImage(image, change(parts));
  const without = (label: string) => rebuilt((all) => all.filter((part) => part.label !== label));
  const withKernB = (kernel: () => Uint8Array) => (image: string) =>
    assembleImage(image, officialParts(recoveryFor(kernel()), kernel(), rootA));
  const withKernA = (commandLine: () => string) => (image: string) =>
    assembleImage(image, officialParts(packRecovery(VMLINUZ, commandLine(), folder), kernB, rootA));

  const DAMAGES: readonly Damage[] = [
    {
      name: 'is no image',
      problem: /no disk image/,
      make: (image) => writeFileSync(image, Buffer.alloc(1 << 20, 'x')),
    },
    {
      name: 'is cut short',
      problem: /^it is cut short: it has 20971520 bytes of \d+$/,
      make: (image) => truncateSync(image, 20 << 20),
    },
    {
      name: 'has a damaged table',
      problem: /^primary GPT: the CRC of the entries/,
      make: (image) => flip(image, 1024 + 8),
    },
    { name: 'has lost its second table', problem: /^secondary GPT: /, make: (image) => truncateTail(image) },
    { name: 'has no recovery kernel', problem: /no partition KERN-A$/, make: without('KERN-A') },
    { name: 'has no kernel', problem: /no partition KERN-B$/, make: without('KERN-B') },
    { name: 'has no root filesystem', problem: /no partition ROOT-A$/, make: without('ROOT-A') },
    {
      name: 'has a root filesystem of another type',
      problem: /ROOT-A is not of the type rootfs/,
      make: rebuilt((all) => all.map((part) => (part.label === 'ROOT-A' ? { ...part, type: 'data' } : part))),
    },
    {
      name: 'has a damaged recovery keyblock',
      problem: /^KERN-A: keyblock /,
      make: flipped('KERN-A', 200),
    },
    {
      name: 'has a damaged recovery kernel',
      problem: /^KERN-A: kernel blob body_signature/,
      make: flipped('KERN-A', 80_000),
    },
    {
      name: 'says no kern_b_hash',
      problem: /^KERN-A: .* has no kern_b_hash/,
      make: withKernA(() => 'cros_recovery'),
    },
    {
      name: 'says two kern_b_hash',
      problem: /^KERN-A: .* kern_b_hash 2 times/,
      make: withKernA(() => `kern_b_hash=${kernBHash(kernB)} kern_b_hash=${kernBHash(kernB)}`),
    },
    {
      name: 'says a kern_b_hash that is no SHA-256',
      problem: /^KERN-A: kern_b_hash is no SHA-256/,
      make: withKernA(() => 'kern_b_hash=0123'),
    },
    {
      name: 'has a damaged kernel',
      problem: /^KERN-B: it is not the partition/,
      make: flipped('KERN-B', 80_000),
    },
    {
      name: 'has something behind its kernel',
      problem: /^KERN-B: it is not the partition/,
      make: flipped('KERN-B', 4 * (1 << 20) - 1),
    },
    {
      name: 'has a kernel whose signature does not hold',
      problem: /^KERN-B: kernel blob body_signature/,
      make: withKernB(() => withFlip(kernB, 80_000)),
    },
    {
      name: 'has a kernel of another organisation',
      problem: /^KERN-B: its keyblock is not signed by the kernel subkey/,
      make: withKernB(() => kernA),
    },
    {
      name: 'has a damaged root filesystem',
      problem: /^ROOT-A: the block at byte 409600 is damaged/,
      make: flipped('ROOT-A', 409_700),
    },
    {
      name: 'has a damaged hash tree',
      problem: /^ROOT-A: the hash tree is damaged at byte 4194304$/,
      make: flipped('ROOT-A', 1024 * 4096 + 100),
    },
    {
      name: 'has too little room for its root filesystem',
      problem: /^ROOT-A: it has 4194304 bytes; file system and hash tree have 4231168$/,
      make: rebuilt((all) =>
        all.map((part) =>
          part.label === 'ROOT-A' ? { ...part, sectors: 8192, content: rootA.subarray(0, 4 << 20) } : part,
        ),
      ),
    },
  ];

  test.for(DAMAGES)('refuses an image that $name, and says so', async ({ name, problem, make }) => {
    const image = path('damaged.bin');
    copyFileSync(IMAGE, image);
    make(image);
    const { fault, results } = await imported(image, name);
    expect(fault).toMatchObject({
      code: 'IMP-01',
      facts: { file: image, problem: expect.stringMatching(problem) },
    });
    expect(results).toEqual([]);
    expect(readdirSync(path(name))).toEqual([]);
  });

  test('refuses an image that another recovery key signed', async () => {
    const { fault } = await imported(IMAGE, 'other-key', '--recovery-key', join(DEVKEYS, 'root_key.vbpubk'));
    expect(fault).toMatchObject({
      facts: { problem: expect.stringMatching(/^KERN-A: .* not signed by the recovery key/) },
    });
  });

  test('leaves out what lies behind the hash tree: nobody vouches for it', async () => {
    const image = path('slack.bin');
    copyFileSync(IMAGE, image);
    flip(image, at('ROOT-A', rootA.length + 10));
    const { fault } = await imported(image, 'slack', '--plain');
    expect(fault).toBe('none');
    expect(readFileSync(path(`slack/${ID}/rootfs.img`)).equals(rootA)).toBe(true);
  });
});

function flip(file: string, offsetBytes: number): void {
  writeFileSync(file, withFlip(readFileSync(file), offsetBytes));
}

function withFlip(bytes: Uint8Array, offsetBytes: number): Uint8Array {
  const changed = new Uint8Array(bytes);
  changed[offsetBytes] = (changed[offsetBytes] ?? 0) ^ 1;
  return changed;
}

/** Zeros in the place of the last sector, where the second header is. */
function truncateTail(file: string): void {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0, bytes.length - 512));
}
