import { truncateSync, writeFileSync } from 'node:fs';
import type { FatImage } from './fat-image.ts';

/** Writes an image into a file, with a hole where nothing is. */
export function writeImage(file: string, { bytes, sizeBytes }: FatImage): string {
  writeFileSync(file, bytes);
  truncateSync(file, sizeBytes);
  return file;
}
