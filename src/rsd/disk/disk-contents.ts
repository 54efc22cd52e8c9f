import { printable } from '../../catalog/printable.ts';
import { isFault } from '../../core/faults.ts';
import type { DiskDescription, PayloadFile } from '../../core/ports.ts';
import { readFatGeometry } from '../../formats/fat/read-fat-geometry.ts';
import { readGpt } from '../../formats/gpt/read-gpt.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { filePayload } from '../../host/file-payload.ts';

const EDGE_BYTES = 64 << 10;
const SECTOR_BYTES = 512;
const MAX_SHOWN = 6;
const MBR_ENTRIES_AT = 446;
const MBR_ENTRY_BYTES = 16;
/** Where a boot sector has its label: fatgen103, "Boot Sector and BPB Structure". */
const LABEL_AT = { FAT16: 43, FAT32: 71 };
const LABEL_BYTES = 11;

/** What is on a disk, in a few words: the names of its partitions, or the label of a file system. Somebody else chose them. */
export async function diskContents(disk: DiskDescription, signal: AbortSignal): Promise<string> {
  try {
    await using opened = await filePayload(disk.devicePath, disk.sizeBytes);
    return await contentsOf(opened, disk, signal);
  } catch (error) {
    signal.throwIfAborted();
    return `what is on it cannot be read (${errnoOf(error)})`;
  }
}

async function contentsOf(
  opened: PayloadFile,
  { sectorBytes, sizeBytes }: DiskDescription,
  signal: AbortSignal,
): Promise<string> {
  const head = await bytesAt(opened, 0, EDGE_BYTES, signal);
  const tail = await bytesAt(opened, Math.max(0, sizeBytes - EDGE_BYTES), EDGE_BYTES, signal);
  const gpt = readGpt({ head, tail, sectorBytes, sizeBytes });
  if (gpt.kind === 'found') {
    return listed(
      gpt.table.partitions.map(({ name }) => printable(name)),
      'partition',
    );
  }
  const whole = fatLabel(head, sizeBytes);
  if (whole !== 'none') return whole;
  const starts = mbrStarts(head);
  const labels = starts.map(async (lba) => {
    const boot = await bytesAt(opened, lba * SECTOR_BYTES, SECTOR_BYTES, signal);
    const label = fatLabel(boot, sizeBytes);
    return label === 'none' ? 'not FAT' : label;
  });
  if (starts.length > 0) return listed(await Promise.all(labels), 'partition');
  return head.every((byte) => byte === 0) ? 'empty' : 'no partitions';
}

async function bytesAt(
  opened: PayloadFile,
  offsetBytes: number,
  count: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const into = new Uint8Array(count);
  return into.subarray(0, await opened.read(offsetBytes, into, signal));
}

function listed(names: readonly string[], noun: string): string {
  if (names.length === 0) return `no ${noun}s`;
  const more = names.length > MAX_SHOWN ? [`${names.length - MAX_SHOWN} more`] : [];
  const count = `${names.length} ${noun}${names.length === 1 ? '' : 's'}`;
  return `${count}: ${[...names.slice(0, MAX_SHOWN).map((name) => name || 'no name'), ...more].join(', ')}`;
}

function fatLabel(boot: Uint8Array, sizeBytes: number): string {
  try {
    const { kind } = readFatGeometry(boot.subarray(0, SECTOR_BYTES), sizeBytes);
    const label = boot.subarray(LABEL_AT[kind], LABEL_AT[kind] + LABEL_BYTES);
    return `${kind} "${printable(Buffer.from(label).toString('latin1').trimEnd())}"`;
  } catch (error) {
    if (isFault(error, 'FMT-01')) return 'none';
    throw error;
  }
}

/** Where the partitions of a DOS table begin, in sectors. */
function mbrStarts(head: Uint8Array): readonly number[] {
  if (head[510] !== 0x55 || head[511] !== 0xaa) return [];
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return [0, 1, 2, 3].flatMap((nth) => {
    const at = MBR_ENTRIES_AT + nth * MBR_ENTRY_BYTES;
    const isUsed = view.getUint8(at + 4) !== 0 && view.getUint32(at + 12, true) > 0;
    return isUsed ? [view.getUint32(at + 8, true)] : [];
  });
}
