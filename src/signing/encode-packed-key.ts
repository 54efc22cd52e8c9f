import { createPublicKey } from 'node:crypto';
import { encodeHeader } from './encode-header.ts';
import { packedKeyFields } from './packed-key-fields.ts';
import { refuseVersion } from './refuse-version.ts';
import type { SigningKey } from './signing-key.ts';

const HEADER_BYTES = 32;
const WORD = 1n << 32n;

/**
 * The public half as a `.vbpubk` file.
 * @throws Fault FMT-01 when the version is not from 0 to 65535
 */
export function encodePackedKey(key: SigningKey, keyVersion: number): Uint8Array {
  refuseVersion(keyVersion, 'key_version');
  const keyData = encodeKeyData(key);
  const { algorithm } = key;
  const fields = packedKeyFields(0, HEADER_BYTES, { keyData, algorithm, keyVersion });
  return Buffer.concat([encodeHeader(HEADER_BYTES, fields), keyData]);
}

// Number of words, −1/n mod 2³², n, R² mod n: numbers that the firmware would otherwise have to calculate.
function encodeKeyData({ privateKey, signatureBytes }: SigningKey): Uint8Array {
  const { n = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
  return Buffer.concat([
    encodeHeader(8, [
      [0, signatureBytes / 4],
      [4, Number(WORD - inverse(modulus % WORD))],
    ]),
    littleEndian(modulus, signatureBytes),
    littleEndian((1n << BigInt(16 * signatureBytes)) % modulus, signatureBytes),
  ]);
}

// Newton's method: each round doubles the number of low bits that are right, and an odd number is its own inverse in
// the lowest three.
function inverse(odd: bigint): bigint {
  let found = odd;
  for (let bits = 3; bits < 32; bits *= 2) found = (found * (2n - odd * found)) & (WORD - 1n);
  return found;
}

function littleEndian(value: bigint, sizeBytes: number): Uint8Array {
  return Buffer.from(value.toString(16).padStart(2 * sizeBytes, '0'), 'hex').toReversed();
}
