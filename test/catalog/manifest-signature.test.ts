import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manifestSignature } from '../../src/catalog/manifest-signature.ts';
import type { Policy } from '../../src/catalog/policy.ts';
import { toFault } from '../../src/core/faults.ts';
import { readPackedKey } from '../../src/formats/vboot/packed-key.ts';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { signBytes } from '../../src/signing/sign-bytes.ts';
import { DEVKEYS, testWith, tool } from '../tool.ts';
import {
  DEVICE,
  keyNamed,
  policyFor,
  publicKey,
  type SignatureParts,
  toBytes,
  vblockOver,
  withSwitch,
} from './signed-release.ts';

const RSA_1024_SHA256 = 1;
const RSA_2048_SHA1 = 3;
const BODY = toBytes('{"any": "bytes"}');
const VBLOCK = vblockOver(BODY);
const POLICY = policyFor();

test('manifestSignature() says who signed, and what they said', () => {
  const vblock = vblockOver(BODY, { keyVersion: 0xffff, version: 7 });
  expect(manifestSignature(BODY, vblock, POLICY)).toEqual({
    authority: 'firmware',
    preambleVersion: 7,
    rollbackVersion: 0xffff_0007,
    kernelSubkey: publicKey(keyNamed('subkey')),
    dataKey: publicKey(keyNamed('data'), 0xffff),
  });
});

test.for(['root', 'recovery'])('manifestSignature() trusts the %s key as the firmware does', (signer) => {
  expect(outcome(vblockOver(BODY, { signer: keyNamed(signer) }))).toBe('firmware');
});

const OTHERS: SignatureParts = { signer: keyNamed('other') };
const HASH_ONLY: SignatureParts = { signer: 'none' };

test.for([
  ['firmware', 'off', 'by the root key', {}],
  ['firmware', 'on', 'by the root key', {}],
  ['firmware', 'unknown', 'by the root key', {}],
  ['SIG-04', 'off', 'by nobody', HASH_ONLY],
  ['developer', 'on', 'by nobody', HASH_ONLY],
  ['SIG-04', 'unknown', 'by nobody', HASH_ONLY],
  ['SIG-04', 'off', 'by another key', OTHERS],
  ['developer', 'on', 'by another key', OTHERS],
  ['SIG-04', 'unknown', 'by another key', OTHERS],
  ['SIG-08', 'off', 'for developers', { flags: 0x1e }],
  ['firmware', 'on', 'for developers', { flags: 0x1e }],
  ['SIG-08', 'unknown', 'for developers', { flags: 0x1e }],
  ['firmware', 'off', 'for others than developers', { flags: 0x15 }],
  ['SIG-08', 'on', 'for others than developers', { flags: 0x15 }],
  ['firmware', 'unknown', 'for others than developers', { flags: 0x15 }],
  ['SIG-08', 'off', 'for no mode', { flags: 0 }],
  ['SIG-08', 'on', 'for no mode', { flags: 0 }],
  ['developer', 'on', 'by nobody, for no mode', { ...HASH_ONLY, flags: 0 }],
] as const)(
  'manifestSignature() gives %s with the switch %s and a keyblock %s',
  ([expected, position, , parts]) => {
    expect(outcome(vblockOver(BODY, parts), policyFor(withSwitch(position)))).toBe(expected);
  },
);

test('manifestSignature() says that the switch could not be read', () => {
  const policy = policyFor(withSwitch('unknown'));
  expect(() => manifestSignature(BODY, vblockOver(BODY, HASH_ONLY), policy)).toThrow(
    expect.objectContaining({ code: 'SIG-04', facts: { developerSwitch: 'unknown' } }),
  );
});

test('manifestSignature() trusts nobody when the keys of the firmware are not known', () => {
  expect(outcome(VBLOCK, { ...policyFor(withSwitch('on')), trustedKeys: [] })).toBe('developer');
  expect(outcome(VBLOCK, { ...policyFor(DEVICE), trustedKeys: [] })).toBe('SIG-04');
});

const sha1Root = keyNamed('sha1 root', RSA_2048_SHA1);

test.for([
  ['the root key uses SHA-1', { ...POLICY, trustedKeys: [publicKey(sha1Root)] }, { signer: sha1Root }],
  ['the data key uses SHA-1', POLICY, { data: keyNamed('sha1 data', RSA_2048_SHA1) }],
  ['the data key has 1024 bits', POLICY, { data: keyNamed('short data', RSA_1024_SHA256) }],
  ['the kernel subkey uses SHA-1', POLICY, { subkey: keyNamed('sha1 subkey', RSA_2048_SHA1) }],
  ['the kernel subkey has 1024 bits', POLICY, { subkey: keyNamed('short subkey', RSA_1024_SHA256) }],
  [
    'a developer uses SHA-1',
    policyFor(withSwitch('on')),
    { signer: 'none', data: keyNamed('sha1 data', RSA_2048_SHA1) },
  ],
] as const)('manifestSignature() refuses weak algorithms: %s', ([, policy, parts]) => {
  expect(outcome(vblockOver(BODY, parts), policy)).toBe('SIG-06');
});

test.for([
  ['nothing', new Uint8Array()],
  ['a cut one', VBLOCK.subarray(0, -1)],
  ['one that has grown', Buffer.concat([VBLOCK, new Uint8Array(1)])],
  ['a keyblock without a preamble', VBLOCK.subarray(0, keyblockBytes(VBLOCK))],
  ['a preamble by another data key', withForeignPreamble()],
  ['64 KiB of zeros', new Uint8Array(65_536)],
] as const)('manifestSignature() says that the signature is damaged: %s', ([, vblock]) => {
  expect(outcome(vblock)).toBe('SIG-02');
});

test.for([
  [
    'other bytes of the same length',
    toBytes('{"any": "Bytes"}'),
    'the signature does not fit: 16 bytes were signed, manifest.json has 16',
  ],
  [
    'fewer bytes',
    BODY.subarray(0, -1),
    'the signature does not fit: 16 bytes were signed, manifest.json has 15',
  ],
  ['no bytes', new Uint8Array(), 'the signature does not fit: 16 bytes were signed, manifest.json has 0'],
  [
    'more bytes',
    toBytes('{"any": "bytes"} '),
    'the signature covers a part of the file: 16 bytes were signed, manifest.json has 17',
  ],
] as const)('manifestSignature() refuses a good signature for %s', ([, body, problem]) => {
  expect(() => manifestSignature(body, VBLOCK, POLICY)).toThrow(
    expect.objectContaining({ code: 'SIG-03', facts: { problem } }),
  );
});

test.for([
  ['0', 0, 'SIG-02'],
  ['one byte less than the file', BODY.length - 1, 'SIG-03'],
  ['the file', BODY.length, 'firmware'],
  ['one byte more than the file', BODY.length + 1, 'SIG-03'],
  ['2^31 - 1', 2 ** 31 - 1, 'SIG-03'],
  ['2^31', 2 ** 31, 'SIG-03'],
  ['2^31 + 1', 2 ** 31 + 1, 'SIG-03'],
  ['2^32 - 1', 2 ** 32 - 1, 'SIG-03'],
  ['2^32', 2 ** 32, 'SIG-02'],
  ['2^32 + the file', 2 ** 32 + BODY.length, 'SIG-02'],
] as const)(
  'manifestSignature() looks at how much a preamble says that it covers: %s',
  ([, dataBytes, expected]) => {
    expect(outcome(claimingToCover(dataBytes))).toBe(expected);
  },
);

test('manifestSignature() refuses a prefix that was really signed', () => {
  const signed = signBytes(BODY.subarray(0, 4), keyNamed('data'));
  expect(outcome(claimingToCover(4, signed))).toBe('SIG-03');
});

test('manifestSignature() refuses a single changed bit, and never by a defect of its own', () => {
  fc.assert(
    fc.property(fc.nat(VBLOCK.length - 1), fc.nat(7), (at, bit) => {
      const vblock = Uint8Array.from(VBLOCK);
      vblock[at] = (vblock[at] ?? 0) ^ (1 << bit);
      expect(outcome(vblock)).toMatch(/^SIG-0[24]$/);
    }),
    { numRuns: 300 },
  );
});

test('manifestSignature() refuses random bytes, and never by a defect of its own', () => {
  const policy = policyFor(withSwitch('on'));
  fc.assert(
    fc.property(fc.nat(VBLOCK.length), fc.uint8Array({ maxLength: 3000 }), (kept, noise) => {
      const vblock = Buffer.concat([VBLOCK.subarray(0, kept), noise]);
      fc.pre(Buffer.compare(vblock, VBLOCK) !== 0);
      expect(outcome(vblock, policy)).toBe('SIG-02');
    }),
    { numRuns: 200 },
  );
});

testWith('futility')(
  'manifestSignature() takes what futility signs, and refuses the grown file that it takes',
  () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'rsd-'));
    const [vblockFile, bodyFile] = [join(folder.path, 'manifest.vblock'), join(folder.path, 'manifest.json')];
    const rootKey = join(DEVKEYS, 'root_key.vbpubk');
    const policy = { ...POLICY, trustedKeys: [readPackedKey(readFileSync(rootKey))] };
    for (const version of [0, 3, 65_535]) {
      writeFileSync(bodyFile, BODY);
      expect(futilitySigns(vblockFile, bodyFile, version)).toBe(0);
      const vblock = readFileSync(vblockFile);
      expect(manifestSignature(BODY, vblock, policy)).toMatchObject({
        authority: 'firmware',
        preambleVersion: version,
        rollbackVersion: 0x1_0000 + version,
      });
      expect(outcome(vblock, policyFor(withSwitch('on')))).toBe('developer');

      const grown = Buffer.concat([BODY, toBytes(' ')]);
      writeFileSync(bodyFile, grown);
      expect(futilityVerifies(vblockFile, bodyFile, rootKey)).toBe(0);
      expect(() => manifestSignature(grown, vblock, policy)).toThrow(/SIG-03/);
    }
  },
);

testWith('futility')('manifestSignature() and futility agree about a good body and about a wrong one', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'rsd-'));
  const [vblockFile, bodyFile, rootKey] = [
    join(folder.path, 'v'),
    join(folder.path, 'b'),
    join(folder.path, 'k'),
  ];
  writeFileSync(vblockFile, VBLOCK);
  writeFileSync(rootKey, encodePackedKey(keyNamed('root'), 1));
  const agreed = [BODY, toBytes('{"any": "Bytes"}')].map((body) => {
    writeFileSync(bodyFile, body);
    return [futilityVerifies(vblockFile, bodyFile, rootKey), outcome(VBLOCK, POLICY, body)];
  });
  expect(agreed).toEqual([
    [0, 'firmware'],
    [1, 'SIG-03'],
  ]);
});

/** The authority when the signature holds, else the code. */
function outcome(vblock: Uint8Array, policy: Policy = POLICY, body: Uint8Array = BODY): string {
  try {
    return manifestSignature(body, vblock, policy).authority;
  } catch (error) {
    return toFault(error).code;
  }
}

function keyblockBytes(vblock: Uint8Array): number {
  return Buffer.from(vblock).readUInt32LE(16);
}

/** The keyblock of one data key with a preamble that another one signed. */
function withForeignPreamble(): Uint8Array {
  const foreign = vblockOver(BODY, { data: keyNamed('other data') });
  return Buffer.concat([VBLOCK.subarray(0, keyblockBytes(VBLOCK)), foreign.subarray(keyblockBytes(foreign))]);
}

/** A preamble that its data key signed and that says how much of the body its signature covers. */
function claimingToCover(dataBytes: number, bodySignature?: Uint8Array): Uint8Array {
  const vblock = Buffer.from(VBLOCK);
  const preamble = vblock.subarray(keyblockBytes(vblock));
  preamble.writeBigUInt64LE(BigInt(dataBytes), 80 + 16);
  if (bodySignature) preamble.set(bodySignature, 80 + preamble.readUInt32LE(80));
  const signedBytes = preamble.readUInt32LE(8 + 16);
  preamble.set(signBytes(preamble.subarray(0, signedBytes), keyNamed('data')), signedBytes);
  return vblock;
}

function futilitySigns(vblock: string, body: string, version: number): number | null {
  const [keyblock, key] = [join(DEVKEYS, 'firmware.keyblock'), join(DEVKEYS, 'firmware_data_key.vbprivk')];
  const files = ['--vblock', vblock, '--fv', body, '--keyblock', keyblock, '--signprivate', key];
  const subkey = ['--kernelkey', join(DEVKEYS, 'kernel_subkey.vbpubk'), '--version', `${version}`];
  return tool('futility', 'vbutil_firmware', ...files, ...subkey).status;
}

function futilityVerifies(vblock: string, body: string, rootKey: string): number | null {
  return tool('futility', 'vbutil_firmware', '--verify', vblock, '--signpubkey', rootKey, '--fv', body)
    .status;
}
