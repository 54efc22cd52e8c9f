import type { TableCopies } from './install-plan.ts';
import type { StubbornDisk } from './stubborn-disk.ts';

/**
 * Writes both copies of a partition table; they are on the medium after the next flush. When the first write fails, the
 * other copy is as it was: the firmware reads the primary one, so it goes first to stop a boot and last to allow one.
 */
export async function writeTable(
  table: TableCopies,
  disk: StubbornDisk,
  order: 'primary-first' | 'primary-last',
): Promise<void> {
  const primary = (): Promise<void> => disk.write('partition table', 0, table.primary);
  const secondary = (): Promise<void> =>
    disk.write('second partition table', table.secondaryOffsetBytes, table.secondary);
  for (const write of order === 'primary-first' ? [primary, secondary] : [secondary, primary]) await write();
}
