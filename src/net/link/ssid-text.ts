import { Buffer } from 'node:buffer';
import type { Ssid } from '../settings/ssid.ts';

// Letters, marks, numbers, punctuation, symbols and the space: nothing that moves a cursor, hides, or turns the
// direction of writing.
const PLAIN = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const LOOKS_ESCAPED = /^\\x[0-9a-f]{2}/;

/**
 * An SSID for people. Whoever owns the access point chose it, so bytes that are no UTF-8 and characters that are not
 * plain are shown as `\x07`, one for each byte. Two SSIDs never look the same: a backslash that would begin such a text
 * is shown so itself.
 */
export function ssidText(ssid: Ssid): string {
  let text = '';
  let left: Uint8Array = Buffer.from(ssid, 'hex');
  while (left.length > 0) {
    const character = firstCharacter(left);
    const bytes = character === null ? 1 : Buffer.byteLength(character);
    text += character === null ? escaped(left.subarray(0, 1)) : shown(character, left);
    left = left.subarray(bytes);
  }
  return text;
}

/** UTF-8 has one to four bytes a character. */
function firstCharacter(bytes: Uint8Array): string | null {
  for (const length of [1, 2, 3, 4]) {
    const text = Buffer.from(bytes.subarray(0, length)).toString('utf8');
    if (bytes.length >= length && Buffer.byteLength(text) === length && !text.includes('\u{fffd}'))
      return text;
  }
  return null;
}

function shown(character: string, text: Uint8Array): string {
  const isPlain = PLAIN.test(character) && !LOOKS_ESCAPED.test(Buffer.from(text).toString('latin1'));
  return isPlain ? character : escaped(Buffer.from(character));
}

function escaped(bytes: Uint8Array): string {
  return [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
