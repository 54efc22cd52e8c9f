import type { FileHandle } from 'node:fs/promises';
import { gptGeometry } from '../src/formats/gpt/gpt-geometry.ts';
import { type GptReading, readGpt } from '../src/formats/gpt/read-gpt.ts';

const SECTOR_BYTES = 512;

/** Reads the partition table of a disk image. */
export async function readDiskTable(disk: FileHandle): Promise<GptReading> {
  const { size: sizeBytes } = await disk.stat();
  const { headBytes, tailBytes } = gptGeometry(SECTOR_BYTES, sizeBytes);
  const head = Buffer.alloc(headBytes);
  await disk.read(head, 0, headBytes, 0);
  const tail = Buffer.alloc(tailBytes);
  await disk.read(tail, 0, tailBytes, sizeBytes - tailBytes);
  return readGpt({ head, tail, sectorBytes: SECTOR_BYTES, sizeBytes });
}
