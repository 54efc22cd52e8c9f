import { Buffer } from 'node:buffer';

/** `auto`: whatever of WPA2 and WPA3 the access point has. */
export type WifiSecurity = 'auto' | 'open' | 'wpa2' | 'wpa3';

const RAW_KEY = /^[0-9A-Fa-f]{64}$/;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
const WPA2_BYTES = { min: 8, max: 63 };
const WPA3_BYTES = { min: 1, max: 128 };

/**
 * Why no network with this security can have this passphrase, in words that do not repeat it, or null.
 * WPA2 takes 8 to 63 bytes or a key of 64 hexadecimal digits (IEEE 802.11-2020, J.4), WPA3 a password of any length.
 */
export function passphraseProblem(
  passphrase: string,
  security: Exclude<WifiSecurity, 'open'>,
): string | null {
  if (UNPRINTABLE.test(passphrase)) return 'has a character that cannot be typed';
  if (RAW_KEY.test(passphrase)) return null;
  const { min, max } = security === 'wpa3' ? WPA3_BYTES : WPA2_BYTES;
  const bytes = Buffer.byteLength(passphrase);
  if (bytes < min) return `is shorter than ${min} bytes`;
  return bytes > max ? `is longer than ${max} bytes` : null;
}
