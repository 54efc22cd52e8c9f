import { Fault } from '../core/faults.ts';
import type { BlockDevice } from '../core/ports.ts';
import { encodeGpt } from '../formats/gpt/encode-gpt.ts';
import { overSlots, type Piece } from '../install/over-slots.ts';
import { bytesContent } from './bytes-content.ts';
import { fillPadded } from './fill-padded.ts';
import type { StickPiece, StickPlan } from './stick-plan.ts';
import { throwReadFault } from './throw-read-fault.ts';
import type { OnBytes } from './write-stick.ts';

/**
 * Reads everything that a plan writes back from the medium and compares it with where it came from.
 * @param slots of the same size, whose halves are whole sectors
 * @throws Fault MAK-05 at the first sector that was found to differ, MAK-08, what a content throws, or the signal's reason
 */
export async function verifyStick(
  plan: StickPlan,
  label: string,
  disk: BlockDevice,
  slots: readonly Uint8Array[],
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  // One half of each slot is for what was to be written, the other for what is there.
  const halfBytes = Math.min(...slots.map(({ length }) => length)) / 2;
  const halves = slots.map((slot) => slot.subarray(0, halfBytes));
  const pieces = [...tablePieces(plan), ...plan.pieces];
  const totalBytes = pieces.reduce((sum, { content }) => sum + content.sizeBytes, 0);
  let doneBytes = 0;
  for (const { offsetBytes, content } of pieces) {
    const compare = async (piece: Piece): Promise<void> => {
      const wanted = await fillPadded(content, piece, disk.sectorBytes, signal);
      const { buffer, byteOffset, length } = wanted;
      const found = new Uint8Array(buffer, byteOffset + halfBytes, length);
      const at = offsetBytes + piece.offsetBytes;
      await disk.read(at, found).catch((error: unknown) => throwReadFault(label, error));
      const differs = firstDifference(wanted, found, disk.sectorBytes);
      if (differs !== 'none') throw new Fault('MAK-05', { disk: label, offsetBytes: at + differs });
      onBytes((doneBytes += piece.bytes.length), totalBytes);
    };
    await overSlots(content.sizeBytes, halves, compare, signal);
  }
}

function tablePieces({ table }: StickPlan): readonly StickPiece[] {
  const { primary, secondary, secondaryOffsetBytes } = encodeGpt(table);
  return [
    { name: 'primary GPT', offsetBytes: 0, content: bytesContent(primary) },
    { name: 'secondary GPT', offsetBytes: secondaryOffsetBytes, content: bytesContent(secondary) },
  ];
}

function firstDifference(wanted: Uint8Array, found: Uint8Array, sectorBytes: number): number | 'none' {
  if (Buffer.compare(wanted, found) === 0) return 'none';
  for (let at = 0; at < wanted.length; at += sectorBytes) {
    const end = at + sectorBytes;
    if (Buffer.compare(wanted.subarray(at, end), found.subarray(at, end)) !== 0) return at;
  }
  return 'none';
}
