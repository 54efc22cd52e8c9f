import { gptGeometry } from '../../formats/gpt/gpt-geometry.ts';
import type { GptPartition } from '../../formats/gpt/gpt-table.ts';
import { readGpt } from '../../formats/gpt/read-gpt.ts';
import { readPiece } from '../read-piece.ts';
import { imageFault } from './image-fault.ts';
import type { ImageFile } from './image-file.ts';
import { inImage } from './in-image.ts';

const SECTOR_BYTES = 512;
/** In the header: where the other header is, which is the last sector of the disk. */
const ALTERNATE_LBA = 32;
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
  refuseCut(file, head, sizeBytes);
  const tail = await readPiece(bytes, sizeBytes - tailBytes, tailBytes, signal);
  const reading = readGpt({ head, tail, sectorBytes: SECTOR_BYTES, sizeBytes });
  if (reading.kind === 'absent') throw imageFault(file, 'it is no disk image: it has no partition table');
  const problem = reading.problems.find((one) => !HARMLESS.test(one));
  if (problem !== undefined) throw imageFault(file, problem);
  if (reading.kind === 'broken') throw imageFault(file, 'its partition table is broken');
  return reading.table.partitions;
}

/** By far the most common damage, a download that ended early, gets words of its own. */
function refuseCut(file: string, head: Uint8Array, sizeBytes: number): void {
  const header = Buffer.from(head.subarray(SECTOR_BYTES, 2 * SECTOR_BYTES));
  if (header.toString('latin1', 0, 8) !== 'EFI PART') return;
  const neededBytes = (header.readBigUInt64LE(ALTERNATE_LBA) + 1n) * BigInt(SECTOR_BYTES);
  if (neededBytes <= sizeBytes) return;
  throw imageFault(file, `it is cut short: it has ${sizeBytes} bytes of ${neededBytes}`);
}
