const MAX_CHARS = 64;
const PRINTABLE = /^[\x21-\x7e]+$/;

/**
 * The version that an area such as `RW_FWID_A` holds: ASCII up to a NUL or the erased rest. `'unknown'` for an empty
 * one, and for one that no screen may be given.
 */
export function firmwareId(area: Uint8Array): string {
  const end = area.findIndex((byte) => byte === 0 || byte === 0xff);
  const text = new TextDecoder('latin1').decode(area.subarray(0, end < 0 ? MAX_CHARS + 1 : end));
  return text.length <= MAX_CHARS && PRINTABLE.test(text) ? text : 'unknown';
}
