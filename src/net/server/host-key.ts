import { sshStrings } from './ssh-strings.ts';

/** Signature algorithms for the key types that are accepted, best first. `ssh-rsa` would be RSA with SHA-1. */
export const STRONG_KEY_TYPES = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
} as const;

export type StrongKeyType = keyof typeof STRONG_KEY_TYPES;

const MIN_RSA_BITS = 2048;
const MAX_RSA_BITS = 16_384;
const POINT_BYTES: Readonly<Record<string, number>> = { nistp256: 65, nistp384: 97, nistp521: 133 };
const UNCOMPRESSED = 4;

/** Whether a public key in SSH format is one that we would accept from anybody. What cannot be read is weak. */
export function hostKeyStrength(key: Uint8Array): 'strong' | 'weak' {
  const strings = sshStrings(key);
  if (strings === 'malformed') return 'weak';
  const [type, ...parts] = strings;
  if (type === undefined) return 'weak';
  return isStrong(ascii(type), parts) ? 'strong' : 'weak';
}

function isStrong(type: string, parts: readonly Uint8Array[]): boolean {
  const [first, second] = parts;
  if (first === undefined) return false;
  if (type === 'ssh-ed25519') return parts.length === 1 && first.length === 32;
  if (second === undefined || parts.length !== 2) return false;
  if (type === 'ssh-rsa') return isStrongRsa(first, second);
  const curve = ascii(first);
  return type === `ecdsa-sha2-${curve}` && second.length === POINT_BYTES[curve] && second[0] === UNCOMPRESSED;
}

/** The exponent 1 would make every signature valid. */
function isStrongRsa(exponent: Uint8Array, modulus: Uint8Array): boolean {
  const modulusBits = bitsOf(modulus);
  const isOdd = ((exponent.at(-1) ?? 0) & 1) === 1;
  return modulusBits >= MIN_RSA_BITS && modulusBits <= MAX_RSA_BITS && isOdd && bitsOf(exponent) > 1;
}

function bitsOf(number: Uint8Array): number {
  const from = number.findIndex((byte) => byte !== 0);
  if (from === -1) return 0;
  return (number.length - from) * 8 - (Math.clz32(number[from] ?? 0) - 24);
}

function ascii(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
