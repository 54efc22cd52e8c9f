import { Fault } from '../../core/faults.ts';
import { ByteExtents } from './byte-extents.ts';
import { MAX_JOURNAL_BYTES, readDownloadJournal } from './download-journal.ts';
import type { ReleaseFiles } from './keep-download.ts';
import { KeptFile } from './kept-file.ts';
import { KeptPart } from './kept-part.ts';
import type { KeptFolders } from './open-kept-folders.ts';
import { smallFile } from './small-file.ts';
import type { StickFolder } from './stick-folder.ts';
import { whoseManifest } from './whose-manifest.ts';

const FAT = 0x4d44;
const MAX_FAT_FILE_BYTES = 2 ** 32 - 1;
/** For the manifest, its signature, the journal, the folders and what the last clusters waste. */
const SPARE_BYTES = 1024 * 1024;

/**
 * Opens what is kept of a release, or begins anew when nothing is or it cannot be true. None of it is read.
 * @throws Fault STK-06 when the rest cannot be kept, or the errors of node:fs
 */
export async function openKeptPart(
  { parts, recovery }: KeptFolders,
  release: ReleaseFiles,
  saveEveryBytes: number,
): Promise<KeptPart> {
  const part = await resumed(parts, release, saveEveryBytes);
  const opened = part === 'odd' ? await begun(parts, release, saveEveryBytes) : part;
  try {
    await makeRoom(parts, recovery, release, opened);
    return opened;
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}

async function begun(parts: StickFolder, release: ReleaseFiles, saveEveryBytes: number): Promise<KeptPart> {
  await parts.remove(release.id);
  const folder = await parts.madeFolder(release.id);
  const none = new Map(release.files.map(({ file }) => [file, ByteExtents.none]));
  const part = await withFiles(folder, release, none, saveEveryBytes);
  if (part === 'odd') throw new Fault('STK-06', { problem: 'a new file is not empty' });
  return part;
}

async function resumed(
  parts: StickFolder,
  release: ReleaseFiles,
  saveEveryBytes: number,
): Promise<KeptPart | 'odd'> {
  if ((await parts.kindOf(release.id)) !== 'folder') return 'odd';
  const folder = await parts.folder(release.id);
  try {
    const kept = await keptExtents(folder, release);
    const part = kept === 'useless' ? 'odd' : await withFiles(folder, release, kept, saveEveryBytes);
    if (part === 'odd') await folder[Symbol.asyncDispose]();
    return part;
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

type ExtentsByFile = ReadonlyMap<string, ByteExtents>;

/** Without a journal but with its manifest, a release was whole when the power was cut, and only not renamed. */
async function keptExtents(folder: StickFolder, release: ReleaseFiles): Promise<ExtentsByFile | 'useless'> {
  const bytes = await smallFile(folder, 'journal.json', MAX_JOURNAL_BYTES);
  if (bytes === 'absent' || bytes === 'odd') {
    if (bytes === 'odd' || (await whoseManifest(folder, release.digest)) !== 'this') return 'useless';
    return new Map(release.files.map(({ file, bytes: all }) => [file, ByteExtents.none.with(0, all)]));
  }
  const journal = readDownloadJournal(bytes, release);
  if (journal === 'useless') return 'useless';
  return new Map(Object.entries(journal.files).map(([file, list]) => [file, new ByteExtents(list)]));
}

async function withFiles(
  folder: StickFolder,
  { digest, files }: ReleaseFiles,
  extents: ExtentsByFile,
  saveEveryBytes: number,
): Promise<KeptPart | 'odd'> {
  await using held = new AsyncDisposableStack();
  const opened: KeptFile[] = [];
  for (const file of files) {
    const kept = await KeptFile.open(file, folder, extents.get(file.file) ?? ByteExtents.none);
    if (kept === 'odd') return 'odd';
    opened.push(held.use(kept));
  }
  held.move();
  return new KeptPart(digest, folder, opened, saveEveryBytes);
}

/** Parts of other releases are there to save time, and go when they are in the way. */
async function makeRoom(
  parts: StickFolder,
  recovery: StickFolder,
  { id, files }: ReleaseFiles,
  part: KeptPart,
): Promise<void> {
  const rooms = await Promise.all(part.files.map((file) => file.roomBytes()));
  const wanted = part.files.map(({ sizeBytes }, at) => Math.max(0, sizeBytes - (rooms[at] ?? 0)));
  const neededBytes = wanted.reduce((sum, bytes) => sum + bytes, SPARE_BYTES);
  const { freeBytes, type } = await parts.space();
  const longest = files.find(({ bytes }) => type === FAT && bytes > MAX_FAT_FILE_BYTES);
  if (longest !== undefined) {
    const problem = 'a file is too long for the file system of the stick';
    throw new Fault('STK-06', { problem, file: longest.file, bytes: longest.bytes });
  }
  if (freeBytes >= neededBytes) return;
  for (const other of await parts.names()) {
    // After a power cut FAT may have one folder under both names: it is not ours to remove then.
    if (other === id || (await recovery.kindOf(other)) !== 'absent') continue;
    await parts.remove(other);
  }
  const { freeBytes: nowFreeBytes } = await parts.space();
  if (nowFreeBytes >= neededBytes) return;
  throw new Fault('STK-06', { problem: 'the stick is too full', neededBytes, freeBytes: nowFreeBytes });
}
