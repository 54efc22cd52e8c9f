import { deviceText } from './device-text.ts';

const MAX_CHARS = 128;

/** What makers leave where a serial number belongs, in lower case. The first one is coreboot's default. */
const FILLERS: ReadonlySet<string> = new Set([
  '123456789',
  '1234567890',
  '0123456789',
  'to be filled by o.e.m.',
  'to be filled by oem',
  'default string',
  'system serial number',
  'serial number',
  'not specified',
  'not applicable',
  'not available',
  'none',
  'null',
  'n/a',
  'oem',
  'o.e.m.',
  'unknown',
  'invalid',
]);

/** A serial number; null for a filler, and for one character over and over (`0000000`, `XXXXXXX`). */
export function readSerial(bytes: Uint8Array): string | null {
  const text = deviceText(bytes, MAX_CHARS);
  if (text === null || FILLERS.has(text.toLowerCase())) return null;
  return new Set(text).size === 1 ? null : text;
}
