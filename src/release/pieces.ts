import { Fault } from '../core/faults.ts';
import type { ImageBytes } from './image-bytes.ts';
import { readPiece } from './read-piece.ts';

/** What a root filesystem is called in faults, packed or not. */
export const ROOTFS = 'rootfs.img';

export interface ImagePiece {
  readonly offsetBytes: number;
  readonly bytes: Uint8Array;
}

const PIECE_BYTES = 1 << 20;

/** The first `sizeBytes` of an image, in pieces of 1 MiB. @throws Fault IMG-02 when it ends before, or the signal's reason */
export async function* pieces(
  image: ImageBytes,
  sizeBytes: number,
  signal: AbortSignal,
): AsyncGenerator<ImagePiece, void> {
  for (let offsetBytes = 0; offsetBytes < sizeBytes; offsetBytes += PIECE_BYTES) {
    const wantedBytes = Math.min(PIECE_BYTES, sizeBytes - offsetBytes);
    const bytes = await readPiece(image, offsetBytes, wantedBytes, signal);
    if (bytes.length !== wantedBytes) {
      const gotBytes = offsetBytes + bytes.length;
      throw new Fault('IMG-02', { file: ROOTFS, expectedBytes: sizeBytes, gotBytes });
    }
    yield { offsetBytes, bytes };
  }
}
