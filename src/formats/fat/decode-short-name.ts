import { DIRECTORY_ENTRY } from './directory-entry.ts';

/**
 * The name that the 11 bytes stand for, as Windows and Linux show it. Bytes that are no ASCII are taken for Latin-1: which
 * code page they are of is written nowhere.
 */
export function decodeShortName(bytes: Uint8Array, caseBits: number): string {
  const text = String.fromCharCode(...bytes);
  const first = bytes[0] === DIRECTORY_ENTRY.standsForE5 ? '\u00e5' : text.slice(0, 1);
  const base = trimmed(first + text.slice(1, 8));
  const extension = trimmed(text.slice(8));
  const shownBase = (caseBits & DIRECTORY_ENTRY.lowerBase) === 0 ? base : base.toLowerCase();
  const shownExtension =
    (caseBits & DIRECTORY_ENTRY.lowerExtension) === 0 ? extension : extension.toLowerCase();
  return shownExtension === '' ? shownBase : `${shownBase}.${shownExtension}`;
}

function trimmed(part: string): string {
  return part.replace(/ +$/, '');
}
