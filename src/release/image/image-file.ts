import type { ImageBytes } from '../image-bytes.ts';

/** A disk image, and what it is called in faults. */
export interface ImageFile {
  readonly file: string;
  readonly bytes: ImageBytes;
}
