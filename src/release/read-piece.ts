import type { ImageBytes } from './image-bytes.ts';

/** `sizeBytes` from `offsetBytes` on, in a new array: shorter when the image ends before. */
export async function readPiece(
  image: ImageBytes,
  offsetBytes: number,
  sizeBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const into = new Uint8Array(Math.max(0, Math.min(sizeBytes, image.sizeBytes - offsetBytes)));
  let filled = 0;
  while (filled < into.length) {
    signal.throwIfAborted();
    const got = await image.read(offsetBytes + filled, into.subarray(filled), signal);
    if (got === 0) break;
    filled += got;
  }
  return into.subarray(0, filled);
}
