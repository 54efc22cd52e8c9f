import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ManifestVerity } from '../../src/catalog/manifest.ts';
import type { Policy } from '../../src/catalog/policy.ts';
import type { VerifiedRelease } from '../../src/catalog/verified-release.ts';
import { verifyKernel } from '../../src/catalog/verify-kernel.ts';
import { toFault } from '../../src/core/faults.ts';
import { readPackedKey } from '../../src/formats/vboot/packed-key.ts';
import { verityArgument } from '../../src/formats/verity/verity-argument.ts';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { signKernel } from '../../src/signing/sign-kernel.ts';
import { signKeyblock } from '../../src/signing/sign-keyblock.ts';
import type { SigningKey } from '../../src/signing/signing-key.ts';
import { DEVKEYS, testWith, tool } from '../tool.ts';
import {
  candidateOf,
  keyNamed,
  MANIFEST,
  policyFor,
  publicKey,
  releaseOf,
  sha256,
  withSwitch,
} from './signed-release.ts';

const RSA_2048_SHA1 = 3;
const [kernelPayload, rootfsPayload] = MANIFEST.payloads;
const VERITY: ManifestVerity = { rootDigest: 'ef'.repeat(32), salt: '01'.repeat(32), dataBlocks: 200 };
const COMMAND_LINE = `console= ${verityArgument(VERITY)} noinitrd kern_guid=%U`;
const GOOD = kernelOf({});
const POLICY = policyFor();

test('verifyKernel() takes a kernel that the firmware starts and that starts the root filesystem', () => {
  const verified = verifyKernel(releaseWith(GOOD), GOOD, POLICY);
  expect(verified.bytes).toBe(GOOD);
  expect(verified.blob).toMatchObject({
    version: 0x2_0005,
    commandLine: COMMAND_LINE,
    keyblock: { dataKey: { keyData: publicKey(keyNamed('kernel data')).keyData } },
  });
});

test('verifyKernel() takes bytes behind the signed body, as the manifest covers them', () => {
  const padded = Buffer.concat([GOOD, new Uint8Array(4096)]);
  expect(outcome(padded)).toBe('verified');
});

test.for([
  [
    'shorter',
    GOOD.subarray(0, -1),
    { code: 'IMG-02', facts: { file: 'kernel.bin', expectedBytes: GOOD.length, gotBytes: GOOD.length - 1 } },
  ],
  ['longer', Buffer.concat([GOOD, new Uint8Array(1)]), { code: 'IMG-02' }],
  ['empty', new Uint8Array(), { code: 'IMG-02' }],
  [
    'another of the same length',
    kernelOf({ version: 6 }),
    { code: 'IMG-03', facts: { file: 'kernel.bin', offsetBytes: 0 } },
  ],
] as const)('verifyKernel() refuses a file that is not the one of the manifest: %s', ([, bytes, fault]) => {
  expect(() => verifyKernel(releaseWith(GOOD), bytes, POLICY)).toThrow(expect.objectContaining(fault));
});

test('verifyKernel() refuses any changed byte', () => {
  const release = releaseWith(GOOD);
  fc.assert(
    fc.property(fc.nat(GOOD.length - 1), fc.nat(7), (at, bit) => {
      expect(() => verifyKernel(release, flipped(GOOD, at, bit), POLICY)).toThrow(/IMG-03/);
    }),
    { numRuns: 30 },
  );
});

test.for([
  ['something else', new Uint8Array(70_000).fill(7)],
  ['a keyblock alone', GOOD.subarray(0, 1000)],
  ['a body that was cut', GOOD.subarray(0, -4096)],
  ['a changed body', flipped(GOOD, 65_536, 0)],
  ['a changed command line', flipped(GOOD, GOOD.indexOf('kern_guid'), 0)],
  ['a keyblock that another subkey signed', kernelOf({ signer: keyNamed('other') })],
  ['a keyblock that the root key signed', kernelOf({ signer: keyNamed('root') })],
  ['a keyblock that nobody signed', kernelOf({ signer: 'none' })],
] as const)(
  'verifyKernel() refuses what the firmware would not start, although its maker signed it: %s',
  ([, bytes]) => {
    expect(outcome(bytes)).toBe('IMG-07');
  },
);

test.for([
  ['verified', 'off', 0x17],
  ['verified', 'on', 0x17],
  ['verified', 'unknown', 0x17],
  ['verified', 'off', 0x05],
  ['IMG-07', 'on', 0x05],
  ['verified', 'unknown', 0x05],
  ['IMG-07', 'off', 0x06],
  ['verified', 'on', 0x06],
  ['IMG-07', 'unknown', 0x06],
  ['IMG-07', 'off', 0x1b],
  ['IMG-07', 'on', 0x1b],
  ['IMG-07', 'off', 0x27],
  ['verified', 'off', 0x37],
  ['verified', 'off', 0x07],
  ['IMG-07', 'off', 0x00],
] as const)(
  'verifyKernel() says %s with the switch %s and the keyblock flags %i',
  ([expected, position, flags]) => {
    expect(outcome(kernelOf({ flags }), {}, policyFor(withSwitch(position)))).toBe(expected);
  },
);

test('verifyKernel() says which flags a keyblock has and which it needs', () => {
  const bytes = kernelOf({ flags: 0x1b });
  expect(() => verifyKernel(releaseWith(bytes), bytes, POLICY)).toThrow(
    expect.objectContaining({
      facts: { file: 'kernel.bin', problem: 'its keyblock has the flags 0x1b, and 0x5 are needed' },
    }),
  );
});

test.for([
  ['below by its own version', 0x2_0006, 'IMG-09'],
  ['below by the version of its key', 0x3_0000, 'IMG-09'],
  ['just it', 0x2_0005, 'verified'],
  ['above', 0x1_ffff, 'verified'],
  ['not known', 'unknown', 'verified'],
  ['no number', Number.NaN, 'IMG-09'],
] as const)(
  'verifyKernel() compares the version of the kernel with the minimum: %s',
  ([, minimum, expected]) => {
    const policy = { ...POLICY, minimumKernelVersion: minimum };
    expect(outcome(GOOD, {}, policy)).toBe(expected);
  },
);

test('verifyKernel() gives both numbers when a kernel is too old', () => {
  const policy = { ...POLICY, minimumKernelVersion: 0x8000_0001 };
  expect(() => verifyKernel(releaseWith(GOOD), GOOD, policy)).toThrow(
    expect.objectContaining({
      code: 'IMG-09',
      facts: { file: 'kernel.bin', version: '0x00020005', minimum: '0x80000001' },
    }),
  );
});

test('verifyKernel() refuses a weak data key', () => {
  expect(outcome(kernelOf({ data: keyNamed('sha1 data', RSA_2048_SHA1) }))).toBe('SIG-06');
});

test.for([
  ['another root digest', verityArgument({ ...VERITY, rootDigest: 'ee'.repeat(32) }), 'ee'.repeat(32)],
  ['another salt', verityArgument({ ...VERITY, salt: '02'.repeat(32) }), VERITY.rootDigest],
  ['no salt', verityArgument({ ...VERITY, salt: '' }), VERITY.rootDigest],
  ['fewer data blocks', verityArgument({ ...VERITY, dataBlocks: 199 }), VERITY.rootDigest],
  ['more data blocks', verityArgument({ ...VERITY, dataBlocks: 201 }), VERITY.rootDigest],
  ['a tree elsewhere', verityArgument(VERITY).replace('hashstart=1600', 'hashstart=1608'), 'unreadable'],
  ['two tables', `${verityArgument(VERITY)} ${verityArgument(VERITY)}`, 'unreadable'],
  [
    'the other format',
    `dm-mod.create="vroot,,,ro,0 1600 verity 1 ROOT_DEV HASH_DEV 4096 4096 200 200 sha256 ${VERITY.rootDigest} ${VERITY.salt}"`,
    VERITY.rootDigest,
  ],
  ['no table', 'root=/dev/sda3', 'none'],
  ['nothing', '', 'none'],
] as const)(
  'verifyKernel() refuses a kernel that would start another root filesystem: %s',
  ([, commandLine, kernelDigest]) => {
    const bytes = kernelOf({ commandLine });
    expect(() => verifyKernel(releaseWith(bytes), bytes, POLICY)).toThrow(
      expect.objectContaining({
        code: 'IMG-05',
        facts: expect.objectContaining({ manifestDigest: VERITY.rootDigest, kernelDigest }),
      }),
    );
  },
);

test.for([
  [
    'format 1',
    { ...VERITY, version: 1 },
    `verity 1 ROOT_DEV HASH_DEV 4096 4096 200 200 sha256 ${VERITY.rootDigest} ${VERITY.salt}`,
  ],
  [
    'format 0, as the manifest says',
    { ...VERITY, version: 0 },
    `verity 0 ROOT_DEV HASH_DEV 4096 4096 200 200 sha256 ${VERITY.rootDigest} ${VERITY.salt}`,
  ],
  [
    'format 0, as nobody says',
    VERITY,
    `verity 0 ROOT_DEV HASH_DEV 4096 4096 200 200 sha256 ${VERITY.rootDigest} ${VERITY.salt}`,
  ],
  [
    'no salt',
    { ...VERITY, salt: '' },
    `verity 0 ROOT_DEV HASH_DEV 4096 4096 200 200 sha256 ${VERITY.rootDigest} -`,
  ],
] as const)('verifyKernel() compares the table however it is written: %s', ([, verity, target]) => {
  expect(outcome(kernelOf({ commandLine: `dm-mod.create="vroot,,,ro,0 1600 ${target}"` }), verity)).toBe(
    'verified',
  );
});

test('verifyKernel() throws nothing but refusals, whatever becomes of a kernel before it is published', () => {
  const vblockBytes = 2500;
  fc.assert(
    fc.property(fc.nat(vblockBytes), fc.nat(7), (at, bit) => {
      expect(['verified', 'IMG-05', 'IMG-07']).toContain(outcome(flipped(GOOD, at, bit)));
    }),
    { numRuns: 100 },
  );
});

testWith('vbutil_kernel')('verifyKernel() judges what vbutil_kernel makes with the development keys', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'rsd-'));
  const kernelSubkey = readPackedKey(readFileSync(join(DEVKEYS, 'kernel_subkey.vbpubk')));
  const outcomes = ['kernel', 'recovery_kernel'].map((name) => {
    const bytes = packedByTool(folder.path, name);
    return outcome(bytes, {}, POLICY, { ...releaseWith(bytes), kernelSubkey });
  });
  expect(outcomes).toEqual(['verified', 'IMG-07']);
});

function packedByTool(folder: string, name: string): Uint8Array {
  const at = (file: string): string => join(folder, file);
  const key = (end: string): string => join(DEVKEYS, `${name}${end}`);
  writeFileSync(at('vmlinuz'), new Uint8Array(5000).fill(1));
  writeFileSync(at('config'), COMMAND_LINE);
  const files = ['--vmlinuz', at('vmlinuz'), '--bootloader', at('vmlinuz'), '--config', at('config')];
  const signer = ['--keyblock', key('.keyblock'), '--signprivate', key('_data_key.vbprivk')];
  const rest = ['--version', '1', '--arch', 'arm'];
  const { status, stderr } = tool('vbutil_kernel', '--pack', at('kernel.bin'), ...files, ...signer, ...rest);
  if (status !== 0) throw new Error(stderr);
  return readFileSync(at('kernel.bin'));
}

interface KernelChange {
  readonly signer?: SigningKey | 'none';
  readonly data?: SigningKey;
  readonly flags?: number;
  readonly version?: number;
  readonly commandLine?: string;
}

function kernelOf({
  signer = keyNamed('subkey'),
  data = keyNamed('kernel data'),
  ...change
}: KernelChange): Buffer {
  const dataKey = encodePackedKey(data, 2);
  const blob = signKernel({
    keyblock: signKeyblock({ dataKey, flags: change.flags ?? 0x17 }, signer),
    signer: data,
    version: change.version ?? 5,
    arch: 'aarch64',
    vmlinuz: new Uint8Array(5000).fill(1),
    commandLine: change.commandLine ?? COMMAND_LINE,
    bootloader: new Uint8Array(100).fill(2),
  });
  return Buffer.from(blob);
}

/** A release, signed with all that is in it, that means these very bytes. */
function releaseWith(kernelBin: Uint8Array, verity: Partial<ManifestVerity> = {}): VerifiedRelease {
  const payloads = [
    { ...kernelPayload, bytes: kernelBin.length, sha256: sha256(kernelBin) },
    { ...rootfsPayload, verity: { ...VERITY, ...verity } },
  ];
  return releaseOf(candidateOf({ ...MANIFEST, payloads }), policyFor());
}

function outcome(
  kernelBin: Uint8Array,
  verity: Partial<ManifestVerity> = {},
  policy: Policy = POLICY,
  release: VerifiedRelease = releaseWith(kernelBin, verity),
): string {
  try {
    return verifyKernel(release, kernelBin, policy).bytes === kernelBin ? 'verified' : 'other bytes';
  } catch (error) {
    return toFault(error).code;
  }
}

function flipped(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}
