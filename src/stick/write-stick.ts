import type { BlockDevice } from '../core/ports.ts';
import { encodeGpt } from '../formats/gpt/encode-gpt.ts';
import { overSlots } from '../install/over-slots.ts';
import { fillPadded } from './fill-padded.ts';
import type { StickPlan } from './stick-plan.ts';
import { throwWriteFault } from './throw-write-fault.ts';

export type OnBytes = (doneBytes: number, totalBytes: number) => void;

/** Where tables, boot code and the superblocks of most file systems are. */
const CLEARED_BYTES = 1 << 20;

/**
 * Writes a stick in one pass from its beginning to its end. The tables come last: before that, nothing can take it for a
 * recovery stick, nor for what it was.
 * @param label the stick as a person would name it
 * @throws Fault MAK-04, what a content throws, or the signal's reason
 */
export async function writeStick(
  { table, pieces }: StickPlan,
  label: string,
  disk: BlockDevice,
  slots: readonly Uint8Array[],
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  const told = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => throwWriteFault(label, error));
  const write = (offsetBytes: number, bytes: Uint8Array): Promise<void> =>
    told(disk.write(offsetBytes, bytes));
  await clearTables(disk.sizeBytes, write);
  await told(disk.flush());
  const totalBytes = pieces.reduce((sum, { content }) => sum + content.sizeBytes, 0);
  let doneBytes = 0;
  for (const { offsetBytes, content } of pieces) {
    await overSlots(
      content.sizeBytes,
      slots,
      async (piece) => {
        const whole = await fillPadded(content, piece, disk.sectorBytes, signal);
        await write(offsetBytes + piece.offsetBytes, whole);
        onBytes((doneBytes += piece.bytes.length), totalBytes);
      },
      signal,
    );
  }
  await told(disk.flush());
  const { primary, secondary, secondaryOffsetBytes } = encodeGpt(table);
  await write(secondaryOffsetBytes, secondary);
  await write(0, primary);
  await told(disk.flush());
}

async function clearTables(
  sizeBytes: number,
  write: (offsetBytes: number, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const zeros = new Uint8Array(CLEARED_BYTES);
  await write(0, zeros);
  await write(sizeBytes - CLEARED_BYTES, zeros);
}
