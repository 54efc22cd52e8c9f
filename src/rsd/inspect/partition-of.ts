import type { GptPartition, GptTable } from '../../formats/gpt/gpt-table.ts';
import { type Medium, partOf } from './medium.ts';

/** The content of a partition. */
export function partitionOf(
  medium: Medium,
  { sectorBytes }: GptTable,
  { firstLba, lastLba }: GptPartition,
): Medium {
  return partOf(medium, firstLba * sectorBytes, (lastLba - firstLba + 1) * sectorBytes);
}
