import type { KeyObject } from 'node:crypto';
import { type Algorithm, algorithmOf, type HashName } from './algorithm.ts';
import { rollbackVersion } from './rollback-version.ts';
import { rsaPublicKey } from './rsa-public-key.ts';
import { Struct } from './struct.ts';

/** A public key of vboot. */
export interface PackedKey {
  /** vboot's number of the algorithm, 0 to 17. */
  readonly algorithm: number;
  /** Rollback version, 0 to 65535. */
  readonly keyVersion: number;
  /** The RSA data as it is stored. */
  readonly keyData: Uint8Array;
  readonly publicKey: KeyObject;
  readonly hash: HashName;
  readonly signatureBytes: number;
}

const HEADER_BYTES = 32;

/**
 * Reads a `.vbpubk` file, or the same structure inside of another one: a header of 32 bytes (offset of the key data
 * from the header, its size, algorithm, key version; each followed by 32 reserved bits), then the key data. Bytes
 * may run on behind it, as they do in the GBB. `format` names the structure in faults.
 * @throws Fault FMT-01 when it is not a key that the firmware would use
 */
export function readPackedKey(bytes: Uint8Array, format: string = 'packed key'): PackedKey {
  const struct = new Struct(format, bytes);
  const number = struct.padded(16, 'algorithm');
  const algorithm = algorithmOf(number);
  if (algorithm === 'unknown') throw struct.fault('algorithm', `${number} is not from 0 to 17`);
  const keyData = keyDataOf(struct, algorithm);
  return {
    algorithm: number,
    keyVersion: rollbackVersion(struct, 24, 'key_version'),
    keyData,
    publicKey: rsaPublicKey(new Struct(format, keyData), algorithm),
    hash: algorithm.hash,
    signatureBytes: algorithm.keyBits / 8,
  };
}

function keyDataOf(struct: Struct, { keyBits }: Algorithm): Uint8Array {
  const offset = struct.padded(0, 'key_offset');
  const sizeBytes = struct.padded(8, 'key_size');
  const expectedBytes = 8 + (2 * keyBits) / 8;
  if (sizeBytes !== expectedBytes) {
    throw struct.fault('key_size', `${sizeBytes} is not the ${expectedBytes} bytes of an RSA-${keyBits} key`);
  }
  // The firmware reads the key as words of 32 bits and refuses one that is not aligned.
  if (offset < HEADER_BYTES || offset % 4 !== 0 || offset + sizeBytes > struct.bytes.length) {
    throw struct.fault('key_offset', `${sizeBytes} bytes at ${offset} are not in ${struct.bytes.length}`);
  }
  return new Uint8Array(struct.bytes.subarray(offset, offset + sizeBytes));
}
