export type HashName = 'sha1' | 'sha256' | 'sha512';

/** What one of vboot's algorithm numbers stands for: RSA with PKCS #1 v1.5 padding over a digest. */
export interface Algorithm {
  readonly keyBits: number;
  readonly exponent: 3 | 65537;
  readonly hash: HashName;
}

// In the order of vboot's numbers (2crypto.h): each kind of key with each of the three digests.
const KEYS = [
  { keyBits: 1024, exponent: 65537 },
  { keyBits: 2048, exponent: 65537 },
  { keyBits: 4096, exponent: 65537 },
  { keyBits: 8192, exponent: 65537 },
  { keyBits: 2048, exponent: 3 },
  { keyBits: 3072, exponent: 3 },
] as const;
const HASHES = ['sha1', 'sha256', 'sha512'] as const;

const ALGORITHMS: readonly Algorithm[] = KEYS.flatMap((key) => HASHES.map((hash) => ({ ...key, hash })));

/** `'unknown'` for any number but 0 to 17. */
export function algorithmOf(number: number): Algorithm | 'unknown' {
  return ALGORITHMS[number] ?? 'unknown';
}
