import { Fault } from '../../core/faults.ts';
import type { BlockDevice } from '../../core/ports.ts';
import { overSlots } from '../../install/over-slots.ts';
import type { Content } from '../../stick/content.ts';
import { fillFrom } from '../../stick/fill-from.ts';
import { throwReadFault } from '../../stick/throw-read-fault.ts';
import type { OnBytes } from '../../stick/write-stick.ts';

/**
 * Reads all of a disk back and compares it with what was written.
 * @param slots whose halves are whole sectors
 * @throws Fault MAK-05 at the first piece that differs, MAK-08, what the content throws, or the signal's reason
 */
export async function verifyWhole(
  content: Content,
  label: string,
  disk: BlockDevice,
  slots: readonly Uint8Array[],
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  // One half of each slot is for what is there, the other for what was to be written.
  const halfBytes = Math.min(...slots.map(({ length }) => length)) / 2;
  const halves = slots.map((slot) => slot.subarray(0, halfBytes));
  let doneBytes = 0;
  await overSlots(
    disk.sizeBytes,
    halves,
    async ({ offsetBytes, bytes: found }) => {
      await disk.read(offsetBytes, found).catch((error: unknown) => throwReadFault(label, error));
      const wanted = new Uint8Array(found.buffer, found.byteOffset + halfBytes, found.length);
      await fillFrom(content, offsetBytes, wanted, signal);
      if (Buffer.compare(found, wanted) !== 0) throw new Fault('MAK-05', { disk: label, offsetBytes });
      onBytes((doneBytes += found.length), disk.sizeBytes);
    },
    signal,
  );
}
