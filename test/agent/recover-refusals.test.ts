import { rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { KEYBLOCK_FLAGS } from '../../src/formats/vboot/keyblock-flags.ts';
import { verityArgument } from '../../src/formats/verity/verity-argument.ts';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { generateSigningKey } from '../../src/signing/generate-signing-key.ts';
import { signKeyblock } from '../../src/signing/sign-keyblock.ts';
import { publicHalf } from '../../src/simulate/simulated-keys.ts';
import { standInRootfs } from '../install/stand-in-rootfs.ts';
import { DEVELOPER } from './developer-keys.ts';
import { MAKER, MIB, type RecoveryBench, ROOT, recoveryBench } from './recovery-bench.ts';
import { flipAt, longer, manifestWith, type SpoiltCase } from './spoil.ts';
import { kernelFrom, kernelWith, weakKernel } from './spoilt-kernel.ts';

/** A stick with one good release, of which every case gets a copy. */
const BASE = await recoveryBench();
await BASE.add({});
afterAll(() => BASE[Symbol.asyncDispose]());

const CHOSEN: readonly SpoiltCase[] = [
  [
    'there is no folder of releases',
    (bench) => rm(join(bench.stick, 'recovery'), { recursive: true }),
    'SRC-01',
  ],
  ['there is no release', (bench) => rm(bench.file(''), { recursive: true }), 'SRC-01'],
  ['two releases are refused for two reasons', twoRefused, 'SRC-02'],
  ['it is for another model', manifestWith(() => ({ models: [{ hwid: 'CIRRUS' }] })), 'SRC-03'],
  ['it is for another SKU', manifestWith(() => ({ models: [{ hwid: 'NIMBUS', skus: [1] }] })), 'SRC-03'],
  ['it is for another processor', manifestWith(() => ({ arch: 'aarch64' })), 'SRC-04'],
  ['it needs a newer agent', manifestWith(() => ({ minimumAgent: '99' })), 'SRC-05'],
  ['the manifest is missing', (bench) => rm(bench.file('manifest.json')), 'MAN-01'],
  ['the manifest is signed and no JSON', (bench) => bench.resign(() => 'hello'), 'MAN-01'],
  [
    'the manifest has an unknown field',
    (bench) => bench.resign((text) => text.replace('{', '{"x":1,')),
    'MAN-02',
  ],
  ['the manifest is for another folder', manifestWith(() => ({ id: 'another' })), 'MAN-02'],
  ['the manifest is too long', (bench) => bench.resign((text) => text + ' '.repeat(65_537)), 'MAN-03'],
  [
    'the manifest has a field twice',
    (bench) => bench.resign((text) => text.replace('{', '{"format":1,')),
    'MAN-04',
  ],
  ['the signature is missing', (bench) => rm(bench.file('manifest.vblock')), 'SIG-01'],
  ['the signature is empty', (bench) => truncate(bench.file('manifest.vblock')), 'SIG-02'],
  ['the signature is cut short', (bench) => truncate(bench.file('manifest.vblock'), 700), 'SIG-02'],
  ['the signature has bytes behind it', (bench) => bench.edit('manifest.vblock', longer), 'SIG-02'],
  [
    'the signature has a flip in the preamble',
    (bench) => bench.edit('manifest.vblock', flipAt(-1)),
    'SIG-02',
  ],
  ['the manifest was changed by a space', (bench) => bench.edit('manifest.json', longer), 'SIG-03'],
  ['the manifest has a flip', (bench) => bench.edit('manifest.json', flipAt(300)), 'SIG-03'],
  [
    'a developer signed it, and the switch is off',
    (bench) => bench.resign((text) => text, DEVELOPER),
    'SIG-04',
  ],
  ['another organisation signed it', (bench) => (bench.trusted = async () => []), 'SIG-04'],
  [
    'a developer signed it, and the switch cannot be read',
    async (bench) => {
      bench.device = { ...bench.device, developerSwitch: 'unknown' };
      await bench.resign((text) => text, DEVELOPER);
    },
    'SIG-04',
  ],
  [
    'it is below the rollback minimum',
    (bench) => (bench.policy = { minimumFirmwareVersion: 0x2_0000 }),
    'SIG-05',
  ],
  ['it is signed with a weak key', weaklySigned, 'SIG-06'],
  [
    'its keyblock is for the developer mode',
    (bench) => signedFor(bench, KEYBLOCK_FLAGS.developerOn),
    'SIG-08',
  ],
];

const KERNEL: readonly SpoiltCase[] = [
  [
    'the kernel is below the rollback minimum',
    (bench) => (bench.policy = { minimumKernelVersion: 0x2_0000 }),
    'IMG-09',
  ],
  ['the kernel is missing', (bench) => rm(bench.file('kernel.bin')), 'IMG-01'],
  ['the kernel is shorter', (bench) => bench.edit('kernel.bin', (bytes) => bytes.subarray(0, -1)), 'IMG-02'],
  ['the kernel is longer', (bench) => bench.edit('kernel.bin', longer), 'IMG-02'],
  ['the kernel has a flip in the first byte', (bench) => bench.edit('kernel.bin', flipAt(0)), 'IMG-03'],
  ['the kernel has a flip in the middle', (bench) => bench.edit('kernel.bin', flipAt(MIB / 2)), 'IMG-03'],
  ['the kernel has a flip in the last byte', (bench) => bench.edit('kernel.bin', flipAt(-1)), 'IMG-03'],
  [
    'the kernel was changed, and the manifest signed after it',
    (bench) => kernelFrom(bench, flipAt(MIB / 2)),
    'IMG-07',
  ],
  ['the kernel is no kernel', (bench) => kernelFrom(bench, () => Buffer.alloc(4096, 'x')), 'IMG-07'],
  [
    'the kernel is signed by other keys',
    kernelWith({ keyblock: DEVELOPER.kernelKeyblock, signer: DEVELOPER.kernelData }),
    'IMG-07',
  ],
  [
    'the kernel is for recovery mode',
    kernelWith({ keyblock: kernelKeyblock(KEYBLOCK_FLAGS.recoveryOn | 3) }),
    'IMG-07',
  ],
  [
    'the kernel is for developer mode',
    kernelWith({ keyblock: kernelKeyblock(KEYBLOCK_FLAGS.developerOn | 4) }),
    'IMG-07',
  ],
  ['the kernel is signed with a weak key', weakKernel, 'SIG-06'],
  [
    'the kernel starts another root filesystem',
    kernelWith({ commandLine: verityArgument(standInRootfs(300, 1)) }),
    'IMG-05',
  ],
  ['the kernel starts a root filesystem unchecked', kernelWith({ commandLine: 'root=/dev/sda3' }), 'IMG-05'],
];

const CASES = [
  ...CHOSEN.map((one) => [...one, 'choose'] as const),
  ...KERNEL.map((one) => [...one, 'check'] as const),
];

test.for(CASES)(
  'recover() refuses the release and leaves the disk untouched when %s',
  async ([, spoil, code, step]) => {
    await using bench = await recoveryBench(BASE.stick);
    await spoil(bench);
    expect(await bench.run()).toMatchObject({ name: 'StepFailure', step, cause: { code } });
    expect(bench.untouched).toBe(true);
    expect(bench.events.map(({ kind }) => kind)).not.toContain('disk-state');
  },
);

async function twoRefused(bench: RecoveryBench): Promise<void> {
  await bench.add({ id: 'cirrus', hwid: 'CIRRUS' });
  await rm(bench.file('manifest.vblock'));
}

async function weaklySigned(bench: RecoveryBench): Promise<void> {
  const release = generateSigningKey(1);
  const dataKey = encodePackedKey(release, 1);
  const releaseKeyblock = signKeyblock({ dataKey, flags: 0x1f }, ROOT);
  await bench.resign((text) => text, { ...MAKER, release, releaseKeyblock });
}

async function signedFor(bench: RecoveryBench, flags: number): Promise<void> {
  const releaseKeyblock = signKeyblock({ dataKey: publicHalf(MAKER.release), flags }, ROOT);
  await bench.resign((text) => text, { ...MAKER, releaseKeyblock });
}

function kernelKeyblock(flags: number): Uint8Array {
  return signKeyblock({ dataKey: publicHalf(MAKER.kernelData), flags }, MAKER.kernelSubkey);
}
