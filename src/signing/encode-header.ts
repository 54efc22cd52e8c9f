/** Where a value goes: numbers take 32 bits and bigints 64, little-endian. */
export type HeaderField = readonly [at: number, value: number | bigint | Uint8Array];

/** A header of fixed size. What no field fills is zero, as vboot wants its reserved bits. */
export function encodeHeader(sizeBytes: number, fields: readonly HeaderField[]): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of fields) {
    if (typeof value === 'number') view.setUint32(at, value, true);
    else if (typeof value === 'bigint') view.setBigUint64(at, value, true);
    else bytes.set(value, at);
  }
  return bytes;
}
