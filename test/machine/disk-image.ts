import { writeFileSync } from 'node:fs';
import { encodeGpt } from '../../src/formats/gpt/encode-gpt.ts';
import type { GptTable } from '../../src/formats/gpt/gpt-table.ts';

/** Writes a disk image with `table` and the content of some partitions. */
export function diskImage(file: string, table: GptTable, contents: ReadonlyMap<number, Uint8Array>): void {
  const disk = Buffer.alloc(table.sizeBytes);
  const { primary, secondary, secondaryOffsetBytes } = encodeGpt(table);
  disk.set(primary);
  disk.set(secondary, secondaryOffsetBytes);
  for (const { number, firstLba } of table.partitions) {
    const content = contents.get(number);
    if (content) disk.set(content, firstLba * table.sectorBytes);
  }
  writeFileSync(file, disk);
}
