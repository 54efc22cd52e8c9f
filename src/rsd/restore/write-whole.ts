import type { BlockDevice } from '../../core/ports.ts';
import { overSlots } from '../../install/over-slots.ts';
import type { Content } from '../../stick/content.ts';
import { fillFrom } from '../../stick/fill-from.ts';
import { throwWriteFault } from '../../stick/throw-write-fault.ts';
import type { OnBytes } from '../../stick/write-stick.ts';

/** Where tables and boot code are. */
const HEAD_BYTES = 1 << 20;

/**
 * Writes all of a disk. Its beginning is cleared first and written last: before that, nothing can take the disk for what
 * it is going to be.
 * @param label the disk as a person would name it
 * @throws Fault MAK-04, what the content throws, or the signal's reason
 */
export async function writeWhole(
  content: Content,
  label: string,
  disk: BlockDevice,
  slots: readonly Uint8Array[],
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  const told = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => throwWriteFault(label, error));
  const headBytes = Math.min(HEAD_BYTES, disk.sizeBytes);
  await told(disk.write(0, new Uint8Array(headBytes)));
  await told(disk.flush());
  let doneBytes = 0;
  const copy = async (fromBytes: number, sizeBytes: number): Promise<void> => {
    await overSlots(
      sizeBytes,
      slots,
      async ({ offsetBytes, bytes }) => {
        const at = fromBytes + offsetBytes;
        await fillFrom(content, at, bytes, signal);
        await told(disk.write(at, bytes));
        onBytes((doneBytes += bytes.length), disk.sizeBytes);
      },
      signal,
    );
    await told(disk.flush());
  };
  await copy(headBytes, disk.sizeBytes - headBytes);
  await copy(0, headBytes);
}
