export type OnBytes = (doneBytes: number, totalBytes: number) => void;

/** The chunks, and word of each that was taken. */
export async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  totalBytes: number,
  onBytes: OnBytes,
): AsyncGenerator<Uint8Array, void> {
  let doneBytes = 0;
  for await (const chunk of chunks) {
    yield chunk;
    onBytes((doneBytes += chunk.length), totalBytes);
  }
}
