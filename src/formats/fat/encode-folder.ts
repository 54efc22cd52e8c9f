import { ATTRIBUTE, DIRECTORY_ENTRY, LONG_NAME } from './directory-entry.ts';
import type { DosTime } from './dos-time.ts';
import { encodeLongName } from './encode-long-name.ts';
import type { FatFolder, FatItem } from './fat-tree.ts';
import { isShortName } from './is-short-name.ts';
import { shortNames } from './short-names.ts';

export interface FolderContent {
  readonly folder: FatFolder;
  /** Of the file system, in 11 characters: in the root only. */
  readonly label: string;
  readonly time: DosTime;
  /** Where a file or folder begins: 0 for a file without content. */
  readonly firstCluster: (path: string) => number;
  /** Of a file. */
  readonly fileBytes: (path: string) => number;
}

/** What the entries of a folder take, the label of the root or the two dots included. */
export function folderBytes({ path, items }: FatFolder): number {
  const longs = items.filter(({ name }) => !isShortName(name));
  const longEntries = longs.reduce(
    (sum, { name }) => sum + Math.ceil(name.length / LONG_NAME.unitsAt.length),
    0,
  );
  return ((path === '' ? 1 : 2) + items.length + longEntries) * DIRECTORY_ENTRY.sizeBytes;
}

/** The entries of a folder, of `folderBytes(folder)`, which are to be within `FAT_LIMITS`. */
export function encodeFolder(content: FolderContent): Uint8Array {
  const { folder } = content;
  const short = shortNames(folder.items.map(({ name }) => name));
  const own = folder.items.flatMap((item, index) => itemEntries(content, item, short[index] ?? ''));
  const bytes = new Uint8Array(folderBytes(folder));
  let at = 0;
  for (const entry of [...headEntries(content), ...own]) {
    bytes.set(entry, at);
    at += entry.length;
  }
  return bytes;
}

function headEntries({ folder, label, time, firstCluster }: FolderContent): readonly Uint8Array[] {
  const { path, parentPath } = folder;
  if (path === '') {
    const { volumeLabel } = ATTRIBUTE;
    return [encodeEntry({ name: label, attributes: volumeLabel, firstCluster: 0, fileBytes: 0 }, time)];
  }
  // The root has number 0 here.
  const above = parentPath === '' ? 0 : firstCluster(parentPath);
  return [folderEntry('.', firstCluster(path), time), folderEntry('..', above, time)];
}

function itemEntries(content: FolderContent, item: FatItem, shortName: string): readonly Uint8Array[] {
  const { time } = content;
  const firstCluster = content.firstCluster(item.path);
  const file = { name: shortName, attributes: ATTRIBUTE.archive, firstCluster };
  const entry =
    item.kind === 'folder'
      ? folderEntry(shortName, firstCluster, time)
      : encodeEntry({ ...file, fileBytes: content.fileBytes(item.path) }, time);
  return isShortName(item.name) ? [entry] : [encodeLongName(item.name, ascii(shortName)), entry];
}

function folderEntry(name: string, firstCluster: number, time: DosTime): Uint8Array {
  return encodeEntry({ name, attributes: ATTRIBUTE.folder, firstCluster, fileBytes: 0 }, time);
}

interface Entry {
  /** 11 characters of ASCII, or what spaces make so. */
  readonly name: string;
  readonly attributes: number;
  readonly firstCluster: number;
  /** 0 for a folder. */
  readonly fileBytes: number;
}

function encodeEntry({ name, attributes, firstCluster, fileBytes }: Entry, time: DosTime): Uint8Array {
  const at = DIRECTORY_ENTRY;
  const entry = new Uint8Array(at.sizeBytes);
  const view = new DataView(entry.buffer);
  entry.set(ascii(name.padEnd(at.nameBytes)), 0);
  view.setUint8(at.attributesAt, attributes);
  view.setUint8(at.createdHundredthsAt, time.hundredths);
  view.setUint16(at.createdTimeAt, time.time, true);
  view.setUint16(at.createdDateAt, time.date, true);
  view.setUint16(at.accessedDateAt, time.date, true);
  view.setUint16(at.clusterHighAt, firstCluster >>> 16, true);
  view.setUint16(at.modifiedTimeAt, time.time, true);
  view.setUint16(at.modifiedDateAt, time.date, true);
  view.setUint16(at.clusterLowAt, firstCluster & 0xffff, true);
  view.setUint32(at.fileBytesAt, fileBytes, true);
  return entry;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
