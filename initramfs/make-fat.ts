import { type FileHandle, open, stat } from 'node:fs/promises';
import { type Fat32Plan, type FatFileExtent, planFat32 } from '../src/formats/fat/plan-fat32.ts';
import { contentGuid } from '../src/stick/content-guid.ts';
import { EPOCH_SECONDS } from './epoch.ts';

export interface FatSpec {
  /** The file of a whole disk, in which the file system is made at a place. */
  readonly image: string;
  readonly offsetBytes: number;
  /** At least 33 MiB: a smaller FAT32 is none. */
  readonly sizeBytes: number;
  /** At most 11 characters. */
  readonly label: string;
  /** `path` is where a file goes, with `/` and in the order in which the files are to lie; `file` is where it comes from. */
  readonly files: readonly { readonly path: string; readonly file: string }[];
}

const SECTOR_BYTES = 512;
const PIECE_BYTES = 1 << 20;

/**
 * Makes a FAT32 file system. The same files always give the same bytes.
 * @throws Fault FMT-01 when they do not fit, or FAT cannot hold one of them
 */
export async function makeFat({ image, offsetBytes, sizeBytes, label, files }: FatSpec): Promise<void> {
  const sized = await Promise.all(
    files.map(async ({ path, file }) => ({ path, sizeBytes: (await stat(file)).size })),
  );
  const id = contentGuid(label, ...files.map(({ path }) => path)).slice(0, 8);
  const plan = planFat32({
    sizeBytes,
    hiddenSectors: offsetBytes / SECTOR_BYTES,
    label,
    id: Number.parseInt(id, 16),
    modified: new Date(EPOCH_SECONDS * 1000),
    files: sized,
  });
  await using disk = await open(image, 'r+');
  await writeMetadata(disk, offsetBytes, plan);
  for (const [index, extent] of plan.files.entries())
    await copyFile(disk, offsetBytes, extent, files[index]?.file ?? '');
}

async function writeMetadata(disk: FileHandle, offsetBytes: number, plan: Fat32Plan): Promise<void> {
  for (let at = 0; at < plan.metadataBytes; at += PIECE_BYTES) {
    const piece = new Uint8Array(Math.min(PIECE_BYTES, plan.metadataBytes - at));
    plan.fill(at, piece);
    await writeAll(disk, offsetBytes + at, piece);
  }
}

async function copyFile(
  disk: FileHandle,
  offsetBytes: number,
  extent: FatFileExtent,
  from: string,
): Promise<void> {
  await using file = await open(from);
  const piece = new Uint8Array(PIECE_BYTES);
  for (let at = 0; at < extent.sizeBytes; ) {
    const { bytesRead } = await file.read(piece, 0, Math.min(PIECE_BYTES, extent.sizeBytes - at), at);
    if (bytesRead === 0) throw new Error(`${from} became shorter while it was copied`);
    await writeAll(disk, offsetBytes + extent.offsetBytes + at, piece.subarray(0, bytesRead));
    at += bytesRead;
  }
}

async function writeAll(disk: FileHandle, offsetBytes: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await disk.write(bytes, done, bytes.length - done, offsetBytes + done);
    done += bytesWritten;
  }
}
