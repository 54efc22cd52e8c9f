import { openStruct } from './open-struct.ts';
import { type PackedKey, readPackedKey } from './packed-key.ts';
import { readSignature, type Signature } from './signature.ts';
import { Struct } from './struct.ts';

/** A data key that is vouched for. Who signed it is for `keyblockSigner` to say. */
export interface Keyblock {
  readonly sizeBytes: number;
  /** `KEYBLOCK_FLAGS`: the modes of the device that it is meant for. */
  readonly flags: number;
  readonly dataKey: PackedKey;
  /** The keyblock itself, without what runs on behind it. */
  readonly bytes: Uint8Array;
  /** Empty in the keyblocks that developers make. */
  readonly signature: Signature;
  readonly hash: Signature;
}

const HEADER_BYTES = 112;
const MAGIC = 'CHROMEOS';
const FORMAT = 'keyblock';
const SHA512_BYTES = 64;

/**
 * Reads a keyblock (vb2_keyblock, version 2.1): header, data key, SHA-512 digest, signature. Bytes may run on behind
 * it. Structure and bounds only: the digest is for `keyblockHashHolds`, the signature for `keyblockSigner` to check.
 * @throws Fault FMT-01
 */
export function readKeyblock(bytes: Uint8Array): Keyblock {
  if (Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1') !== MAGIC) {
    throw new Struct(FORMAT, bytes).fault('magic', `it does not begin with "${MAGIC}"`);
  }
  const struct = openStruct(bytes, {
    format: FORMAT,
    headerBytes: HEADER_BYTES,
    size: { at: 16, field: 'keyblock_size' },
  });
  const version = `${struct.u32(8, 'header_version')}.${struct.u32(12, 'header_version')}`;
  if (version !== '2.1') throw struct.fault('header_version', `${version} is not 2.1`);
  const { signature, hash } = signaturesOf(struct);
  return {
    sizeBytes: struct.bytes.length,
    flags: struct.padded(72, 'keyblock_flags'),
    // Only the bytes that are vouched for: the key must not lie anywhere else.
    dataKey: readPackedKey(struct.bytes.subarray(80, hash.dataBytes), 'keyblock data_key'),
    bytes: struct.bytes,
    signature,
    hash,
  };
}

// The signed bytes come first, digest and signature follow, and nothing else does: bytes that nobody vouches for have
// no place to hide.
function signaturesOf(struct: Struct): Pick<Keyblock, 'signature' | 'hash'> {
  const sizeBytes = struct.bytes.length;
  const signedBytes = struct.padded(48 + 16, 'keyblock_hash.data_size');
  if (signedBytes < HEADER_BYTES || signedBytes > sizeBytes) {
    throw struct.fault(
      'keyblock_hash.data_size',
      `${signedBytes} is not from ${HEADER_BYTES} to ${sizeBytes}`,
    );
  }
  const room = { from: signedBytes, to: sizeBytes };
  const hash = readSignature(struct, 48, 'keyblock_hash', room);
  if (hash.bytes.length !== SHA512_BYTES) {
    throw struct.fault('keyblock_hash.sig_size', `${hash.bytes.length} is not ${SHA512_BYTES}`);
  }
  const signature = signatureOrNone(struct, room);
  const usedBytes = signedBytes + hash.bytes.length + signature.bytes.length;
  if (usedBytes !== sizeBytes) {
    throw struct.fault('keyblock_size', `${sizeBytes} is not the ${usedBytes} bytes that are used`);
  }
  return { signature, hash };
}

function signatureOrNone(struct: Struct, room: { from: number; to: number }): Signature {
  if (struct.bytes.subarray(24, 48).every((byte) => byte === 0)) {
    return { bytes: new Uint8Array(), dataBytes: 0 };
  }
  const signature = readSignature(struct, 24, 'keyblock_signature', room);
  if (signature.dataBytes !== room.from) {
    throw struct.fault(
      'keyblock_signature.data_size',
      `${signature.dataBytes} is not the ${room.from} bytes of keyblock_hash`,
    );
  }
  return signature;
}
