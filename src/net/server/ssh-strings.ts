/**
 * The strings that an SSH key consists of, each after its length in 32 bits, big-endian (RFC 4251, 5).
 * `'malformed'` when a length does not fit or there are more than `MAX_STRINGS`.
 */
export function sshStrings(bytes: Uint8Array): readonly Uint8Array[] | 'malformed' {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const strings: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < 4 || strings.length === MAX_STRINGS) return 'malformed';
    const end = at + 4 + view.getUint32(at);
    if (end > bytes.length) return 'malformed';
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return strings;
}

/** A DSA key has five; the keys that we accept have fewer. */
const MAX_STRINGS = 16;
