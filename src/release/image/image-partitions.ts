import { gptGeometry } from '../../formats/gpt/gpt-geometry.ts';
import type { GptPartition } from '../../formats/gpt/gpt-table.ts';
import { readGpt } from '../../formats/gpt/read-gpt.ts';
import { readPiece } from '../read-piece.ts';
import { imageFault } from './image-fault.ts';
import type { ImageFile } from './image-file.ts';
import { inImage } from './in-image.ts';

const SECTOR_BYTES = 512;
/** Boot code and size in the MBR differ from maker to maker, and nothing of ours depends on them. */
const HARMLESS = /^protective MBR: /;

/**
 * The partitions of a disk image. Both copies of its table must be whole: an image is a file, which nothing but damage
 * changes.
 * @throws Fault IMP-01
 */
export async function imagePartitions(
  { file, bytes }: ImageFile,
  signal: AbortSignal,
): Promise<readonly GptPartition[]> {
  const { sizeBytes } = bytes;
  const { headBytes, tailBytes } = inImage(file, 'image', () => gptGeometry(SECTOR_BYTES, sizeBytes));
  const head = await readPiece(bytes, 0, headBytes, signal);
  const tail = await readPiece(bytes, sizeBytes - tailBytes, tailBytes, signal);
  const reading = readGpt({ head, tail, sectorBytes: SECTOR_BYTES, sizeBytes });
  if (reading.kind === 'absent') throw imageFault(file, 'it is no disk image: it has no partition table');
  const problem = reading.problems.find((one) => !HARMLESS.test(one));
  if (problem !== undefined) throw imageFault(file, problem);
  if (reading.kind === 'broken') throw imageFault(file, 'its partition table is broken');
  return reading.table.partitions;
}
