/** Of the 11 bytes of a short name, for the entries of its long name. Source: fatgen103, `ChkSum()`. */
export function shortNameChecksum(name: Uint8Array): number {
  return name.reduce((sum, byte) => (((sum & 1) << 7) + (sum >> 1) + byte) & 0xff, 0);
}
