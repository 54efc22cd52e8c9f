import type { FileHandle } from 'node:fs/promises';
import { encodeGpt } from '../src/formats/gpt/encode-gpt.ts';
import type { GptTable } from '../src/formats/gpt/gpt-table.ts';

/** Writes both copies, as the firmware does when it has changed an entry; a copy that was damaged is whole afterwards. */
export async function writeDiskTable(disk: FileHandle, table: GptTable): Promise<void> {
  const { primary, secondary, secondaryOffsetBytes } = encodeGpt(table);
  await disk.write(primary, 0, primary.length, 0);
  await disk.write(secondary, 0, secondary.length, secondaryOffsetBytes);
}
