import { algorithmOf } from '../../formats/vboot/algorithm.ts';

/** As vboot's tools name it: `RSA4096 SHA256`, and `RSA2048 EXP3 SHA256` for the exponent 3. */
export function algorithmName(number: number): string {
  const known = algorithmOf(number);
  if (known === 'unknown') return `unknown (${number})`;
  return `RSA${known.keyBits}${known.exponent === 3 ? ' EXP3' : ''} ${known.hash.toUpperCase()}`;
}
