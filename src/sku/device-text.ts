const PRINTABLE = /^[\x20-\x7e]+$/;

/**
 * The one-line ASCII text in `bytes`, without the NUL bytes, line ends and spaces that pad it; null when it is empty,
 * longer than `maxChars`, or has a character that a screen may not be given (control characters, terminal escapes).
 */
export function deviceText(bytes: Uint8Array, maxChars: number): string | null {
  const nul = bytes.indexOf(0);
  const padded = nul === -1 ? bytes : bytes.subarray(0, nul);
  // Bounded before any pattern sees it: trimming 64 KiB of spaces takes seconds.
  if (padded.length > maxChars + 2) return null;
  const text = new TextDecoder('latin1').decode(padded).replaceAll(/^[ \r\n]+|[ \r\n]+$/g, '');
  return PRINTABLE.test(text) && text.length <= maxChars ? text : null;
}
