import { posix } from 'node:path';
import { contentGuid } from '../src/stick/content-guid.ts';
import { EPOCH_SECONDS } from './epoch.ts';
import { mustRun } from './must-run.ts';

export interface FatSpec {
  /** The file of a whole disk, in which the file system is made at a place. */
  readonly image: string;
  readonly offsetBytes: number;
  /** At least 34 MiB: a smaller FAT32 is none. */
  readonly sizeBytes: number;
  /** At most 11 characters. */
  readonly label: string;
  /** `path` is where a file goes, with `/` and in the order in which the files are to lie; `file` is where it comes from. */
  readonly files: readonly { readonly path: string; readonly file: string }[];
}

const SECTOR_BYTES = 512;
const MIB = 1 << 20;

/** Makes a FAT32 file system. The same files always give the same bytes. */
export async function makeFat({ image, offsetBytes, sizeBytes, label, files }: FatSpec): Promise<void> {
  const firstSector = String(offsetBytes / SECTOR_BYTES);
  const place = ['--offset', firstSector, '-h', firstSector, image, String(sizeBytes / 1024)];
  const id = contentGuid(label, ...files.map(({ path }) => path)).slice(0, 8);
  // mkfs would go by the size of the whole disk.
  const geometry = ['-s', String(clusterSectors(sizeBytes)), '-g', '255/63'];
  await mustRun(['mkfs.vfat', '--invariant', '-F', '32', '-i', id, '-n', label, ...geometry, ...place]);
  const at = ['-i', `${image}@@${offsetBytes}`];
  const env = { SOURCE_DATE_EPOCH: String(EPOCH_SECONDS), MTOOLS_SKIP_CHECK: '1' };
  const folders = foldersOf(files.map(({ path }) => path));
  if (folders.length > 0) await mustRun(['mmd', ...at, ...folders.map((folder) => `::/${folder}`)], { env });
  for (const { path, file } of files) await mustRun(['mcopy', '-Q', ...at, file, `::/${path}`], { env });
}

/** As everybody makes them: small clusters where a FAT32 would otherwise have too few to be one, large ones for speed. */
function clusterSectors(sizeBytes: number): number {
  const steps = [
    { belowBytes: 260 * MIB, sectors: 1 },
    { belowBytes: 8192 * MIB, sectors: 8 },
    { belowBytes: 16384 * MIB, sectors: 16 },
    { belowBytes: 32768 * MIB, sectors: 32 },
  ];
  return steps.find(({ belowBytes }) => sizeBytes <= belowBytes)?.sectors ?? 64;
}

/** All folders, each behind the one that it lies in. */
function foldersOf(paths: readonly string[]): readonly string[] {
  const all = new Set<string>();
  for (const path of paths) {
    for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) all.add(folder);
  }
  return [...all].toSorted();
}
