import { createHash } from 'node:crypto';
import { assess, type CandidateBytes } from '../../src/catalog/assess.ts';
import type { Manifest } from '../../src/catalog/manifest.ts';
import type { Policy } from '../../src/catalog/policy.ts';
import type { VerifiedRelease } from '../../src/catalog/verified-release.ts';
import type { DeviceModel } from '../../src/core/device.ts';
import { type PackedKey, readPackedKey } from '../../src/formats/vboot/packed-key.ts';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { generateSigningKey } from '../../src/signing/generate-signing-key.ts';
import { signKeyblock } from '../../src/signing/sign-keyblock.ts';
import { signVblock } from '../../src/signing/sign-vblock.ts';
import type { SigningKey } from '../../src/signing/signing-key.ts';

/** A device with everything known and the developer switch off. */
export const DEVICE: DeviceModel = {
  hwid: { value: 'ATLAS D25-A2B', from: 'test' },
  sku: { value: 3, from: 'test' },
  serial: 'unknown',
  arch: { value: 'x86_64', from: 'test' },
  developerSwitch: { value: 'off', from: 'test' },
  recoveryReason: 'unknown',
  firmwareWriteProtect: 'unknown',
};

export function withSwitch(developerSwitch: 'on' | 'off' | 'unknown'): DeviceModel {
  return {
    ...DEVICE,
    developerSwitch: developerSwitch === 'unknown' ? 'unknown' : { value: developerSwitch, from: 'test' },
  };
}

/** A good manifest. Its kernel is what `verify-kernel.test.ts` makes; nobody else looks at the digests. */
export const MANIFEST: Manifest = {
  format: 1,
  id: 'atlas-1.9',
  os: { name: 'Atlas OS', version: '1.9' },
  arch: 'x86_64',
  models: [{ hwid: 'ATLAS' }],
  payloads: [
    { role: 'kernel', file: 'kernel.bin', bytes: 69_632, sha256: 'ab'.repeat(32) },
    {
      role: 'rootfs',
      file: 'rootfs.img',
      bytes: 4096 * (200 + 3),
      sha256: 'cd'.repeat(32),
      verity: { rootDigest: 'ef'.repeat(32), salt: '01'.repeat(32), dataBlocks: 200 },
    },
  ],
  layout: [
    {
      number: 2,
      label: 'KERN-A',
      type: 'kernel',
      sizeBytes: 1 << 20,
      payload: 'kernel',
      boot: { priority: 2, tries: 15, successful: 0 },
    },
    { number: 3, label: 'ROOT-A', type: 'rootfs', sizeBytes: 1 << 22, payload: 'rootfs' },
    { number: 1, label: 'STATE', type: 'data', sizeBytes: 'rest', filesystem: 'ext4' },
  ],
  minimumAgent: '0.1',
};

export function toBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}

const RSA_2048_SHA256 = 4;
const made = new Map<string, SigningKey>();

/** A key that is generated when it is first asked for: `root`, `data`, `subkey` and so on are only names. */
export function keyNamed(name: string, algorithm: number = RSA_2048_SHA256): SigningKey {
  const known = made.get(`${name} ${algorithm}`) ?? generateSigningKey(algorithm);
  made.set(`${name} ${algorithm}`, known);
  return known;
}

export function publicKey(key: SigningKey, version = 1): PackedKey {
  return readPackedKey(encodePackedKey(key, version));
}

export interface SignatureParts {
  readonly signer?: SigningKey | 'none';
  readonly data?: SigningKey;
  readonly subkey?: SigningKey;
  readonly keyVersion?: number;
  readonly version?: number;
  readonly flags?: number;
}

/** A `manifest.vblock` over `body`, made by the trusted root key unless the parts say otherwise. */
export function vblockOver(body: Uint8Array, parts: SignatureParts = {}): Uint8Array {
  const { data = keyNamed('data'), subkey = keyNamed('subkey'), signer = keyNamed('root') } = parts;
  const dataKey = encodePackedKey(data, parts.keyVersion ?? 1);
  return signVblock(body, {
    keyblock: signKeyblock({ dataKey, flags: parts.flags ?? 0x17 }, signer),
    signer: data,
    version: parts.version ?? 1,
    kernelSubkey: encodePackedKey(subkey, 1),
  });
}

export function policyFor(device: DeviceModel = DEVICE): Policy {
  return {
    device,
    trustedKeys: [publicKey(keyNamed('root')), publicKey(keyNamed('recovery'))],
    keysFrom: 'recovery-software',
    minimumFirmwareVersion: 0,
    minimumKernelVersion: 0,
    agentVersion: '1.0',
  };
}

/** A signed release as it lies on a stick, in a folder of the name that it should have. */
export function candidateOf(
  manifest: unknown,
  parts: SignatureParts & Partial<CandidateBytes> = {},
): CandidateBytes {
  const bytes = toBytes(manifest);
  return {
    id: MANIFEST.id,
    source: 'stick',
    location: 'local',
    manifest: bytes,
    vblock: vblockOver(bytes, parts),
    ...parts,
  };
}

/** The release, which has to be one that the device may load. */
export function releaseOf(candidate: CandidateBytes, policy: Policy): VerifiedRelease {
  const assessed = assess(candidate, policy);
  if (assessed.kind === 'usable') return assessed.release;
  throw new Error(`${assessed.code} ${JSON.stringify(assessed.facts)}`);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
