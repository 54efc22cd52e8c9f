import { MAX_MANIFEST_BYTES, readManifest } from '../../catalog/manifest.ts';
import { manifestSignature } from '../../catalog/manifest-signature.ts';
import { refusalReason } from '../../catalog/refusal-reason.ts';
import { toFault } from '../../core/faults.ts';
import type { RecoverySource } from '../../core/ports.ts';
import { keySha1 } from '../../formats/vboot/key-sha1.ts';
import { keyblockSigner } from '../../formats/vboot/keyblock-signer.ts';
import type { PackedKey } from '../../formats/vboot/packed-key.ts';
import { readVblock } from '../../formats/vboot/vblock.ts';
import { ANY_SIGNER } from '../any-signer.ts';

/** What a release says of itself. Whether a device takes it is for `rsd plan` to say. */
export type ListedRelease =
  | {
      readonly kind: 'release';
      readonly id: string;
      readonly os: { readonly name: string; readonly version: string };
      readonly arch: string;
      readonly models: readonly string[];
      /** Of all its files. */
      readonly bytes: number;
      readonly preambleVersion: number;
      /** SHA-1 of the key that signed the manifest. */
      readonly dataKeySha1: string;
      /** SHA-1 of the key that vouches for that key, if it is one of those that are known here. */
      readonly vouchedBySha1: string | null;
    }
  | { readonly kind: 'unusable'; readonly id: string; readonly code: string; readonly reason: string };

/** @param known keys that may have signed it @throws what the source throws when it fails itself */
export async function listedRelease(
  source: RecoverySource,
  id: string,
  known: readonly PackedKey[],
  signal: AbortSignal,
): Promise<ListedRelease> {
  const read = (file: string): Promise<Uint8Array | 'absent'> =>
    source.readSmall(id, file, MAX_MANIFEST_BYTES, signal);
  const [manifest, vblock] = [await read('manifest.json'), await read('manifest.vblock')];
  if (manifest === 'absent' || vblock === 'absent') {
    const file = manifest === 'absent' ? 'manifest.json' : 'manifest.vblock';
    return {
      kind: 'unusable',
      id,
      code: manifest === 'absent' ? 'MAN-01' : 'SIG-01',
      reason: `${file} is missing`,
    };
  }
  try {
    return described(id, manifest, vblock, known);
  } catch (error) {
    const { code, facts } = toFault(error);
    if (code === 'BUG-00') throw error;
    return { kind: 'unusable', id, code, reason: refusalReason(code, facts) };
  }
}

function described(
  id: string,
  bytes: Uint8Array,
  vblock: Uint8Array,
  known: readonly PackedKey[],
): ListedRelease {
  const { preambleVersion } = manifestSignature(bytes, vblock, ANY_SIGNER);
  const { keyblock } = readVblock(vblock);
  const signer = keyblockSigner(keyblock, known);
  const { os, arch, models, payloads } = readManifest(bytes);
  const payloadBytes = payloads.reduce((sum, payload) => sum + payload.bytes, 0);
  return {
    kind: 'release',
    id,
    os,
    arch,
    models: models.map(({ hwid, skus }) => (skus === undefined ? hwid : `${hwid} (SKU ${skus.join(', ')})`)),
    bytes: bytes.length + vblock.length + payloadBytes,
    preambleVersion,
    dataKeySha1: keySha1(keyblock.dataKey),
    vouchedBySha1: signer === 'none' ? null : keySha1(signer),
  };
}
