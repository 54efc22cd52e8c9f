import { asciiUpper } from './ascii-upper.ts';
import { decodeShortName } from './decode-short-name.ts';
import { ATTRIBUTE, DIRECTORY_ENTRY } from './directory-entry.ts';
import { fatFault } from './fat-fault.ts';
import { foldedName } from './folded-name.ts';
import { longNameCollector } from './long-name-collector.ts';
import { nameProblem } from './name-problem.ts';

export interface FolderReading {
  /** `''` when it has none. Only that of the root counts. */
  readonly label: string;
  readonly items: readonly FolderItem[];
}

export interface FolderItem {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  readonly firstCluster: number;
  /** 0 for a folder. */
  readonly sizeBytes: number;
}

/**
 * What the entries of the folder at `path` say, without the two dots.
 * @throws Fault FMT-01 for a name that cannot be one, or that two entries have: it would depend on the reader what is found
 */
export function readFolder(bytes: Uint8Array, path: string): FolderReading {
  const items: FolderItem[] = [];
  const longName = longNameCollector();
  const taken = new Set<string>();
  let label = '';
  for (const entry of entriesOf(bytes)) {
    const attributes = entry.getUint8(DIRECTORY_ENTRY.attributesAt) & ATTRIBUTE.mask;
    if (attributes === ATTRIBUTE.longName) {
      longName.add(entry);
      continue;
    }
    const shortName = new Uint8Array(entry.buffer, entry.byteOffset, DIRECTORY_ENTRY.nameBytes);
    const name = longName.take(shortName);
    if (shortName[0] === DIRECTORY_ENTRY.deleted) continue;
    if ((attributes & ATTRIBUTE.volumeLabel) !== 0) label ||= latin1(shortName).trimEnd();
    else if (!isDots(shortName)) items.push(readItem(entry, name, taken, path));
  }
  return { label, items };
}

function* entriesOf(bytes: Uint8Array): Generator<DataView, void> {
  const { sizeBytes, end } = DIRECTORY_ENTRY;
  for (let at = 0; at + sizeBytes <= bytes.length && bytes[at] !== end; at += sizeBytes)
    yield new DataView(bytes.buffer, bytes.byteOffset + at, sizeBytes);
}

function isDots(shortName: Uint8Array): boolean {
  return /^\.\.? +$/.test(latin1(shortName));
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function readItem(entry: DataView, longName: string, taken: Set<string>, path: string): FolderItem {
  const at = DIRECTORY_ENTRY;
  const shortName = new Uint8Array(entry.buffer, entry.byteOffset, at.nameBytes);
  const name = longName === 'none' ? decodeShortName(shortName, entry.getUint8(at.caseAt)) : longName;
  take(taken, path, name, decodeShortName(shortName, 0));
  const firstCluster =
    entry.getUint16(at.clusterHighAt, true) * 0x10000 + entry.getUint16(at.clusterLowAt, true);
  const isFolder = (entry.getUint8(at.attributesAt) & ATTRIBUTE.folder) !== 0;
  if (isFolder) return { name, kind: 'folder', firstCluster, sizeBytes: 0 };
  return { name, kind: 'file', firstCluster, sizeBytes: entry.getUint32(at.fileBytesAt, true) };
}

function take(taken: Set<string>, path: string, name: string, shortName: string): void {
  const where = `a name in ${JSON.stringify(path)}: ${JSON.stringify(name)}`;
  const problem = nameProblem(name);
  if (problem !== 'none') throw fatFault('name', `${where}: ${problem}`);
  for (const one of new Set([foldedName(name), asciiUpper(shortName)])) {
    if (taken.has(one)) throw fatFault('name', `${where}: it is there twice`);
    taken.add(one);
  }
}
