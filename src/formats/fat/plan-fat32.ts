import { DIRECTORY_ENTRY } from './directory-entry.ts';
import { dosTime } from './dos-time.ts';
import { encodeBootSectors } from './encode-boot-sectors.ts';
import { encodeFolder, folderBytes } from './encode-folder.ts';
import { fatFault } from './fat-fault.ts';
import { FAT_LIMITS } from './fat-limits.ts';
import { type FatFolder, fatTree } from './fat-tree.ts';
import { type Fat32Geometry, fat32Geometry, SECTOR_BYTES } from './fat32-geometry.ts';
import { type FatPart, fillParts } from './fill-parts.ts';
import { fillTable } from './fill-table.ts';

export interface Fat32Spec {
  /** Of the file system: from 33 MiB to below 2 TiB, in whole sectors of 512 bytes. */
  readonly sizeBytes: number;
  /** Sectors of the disk in front of the file system. */
  readonly hiddenSectors: number;
  /** 1 to 11 characters: upper case letters, digits, spaces, and what short names may have. */
  readonly label: string;
  /** A u32 that tells file systems apart. */
  readonly id: number;
  /** Of every file and folder: 1980 to 2107. */
  readonly modified: Date;
  /** In the order in which they are to lie. `/` parts a path. */
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
}

export interface Fat32Plan {
  readonly clusterBytes: number;
  /**
   * The file system begins with so many bytes of its own, a multiple of the cluster, and all of them have to be written.
   * Behind them only files need writing: what is free, and the rest of a file's last cluster, may be anything.
   */
  readonly metadataBytes: number;
  /** From low to high, each in one piece. One without content takes no room, wherever it says it lies. */
  readonly files: readonly FatFileExtent[];
  /** Fills `into` with what is at `offsetBytes`, both whole sectors: metadata, and zeros behind them. */
  fill(offsetBytes: number, into: Uint8Array): void;
}

interface FatFileExtent {
  readonly path: string;
  /** From the start of the file system. */
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

const FIRST_CLUSTER = 2;
const NONE_FREE = 0xffffffff;
const LABEL = /^(?! )[A-Z0-9 $%'\-_@~`!(){}^#&]{1,11}$/;

/**
 * Lays out a FAT32 file system with long file names, whose data begin at a whole MiB: first everything that is no file,
 * then the files. The same spec always gives the same bytes. Source: Microsoft, FAT32 File System Specification 1.03
 * (fatgen103).
 * @throws Fault FMT-01 when the size is none for FAT32, something does not fit, or FAT cannot hold a name, size or time
 */
export function planFat32(spec: Fat32Spec): Fat32Plan {
  if (!LABEL.test(spec.label)) throw fatFault('label', `${JSON.stringify(spec.label)} cannot be one`);
  const geometry = fat32Geometry(spec.sizeBytes);
  const folders = fatTree(spec.files.map(({ path }) => path));
  const chains = placed(geometry, [...folders.map(checkedFolder), ...spec.files.map(checkedFile)]);
  const parts = [
    bootPart(spec, geometry, chains),
    ...tableParts(geometry, chains),
    ...folderParts(spec, geometry, { folders, chains }),
  ];
  const files = chains.slice(folders.length);
  return {
    clusterBytes: geometry.clusterBytes,
    metadataBytes: offsetOf(geometry, endOf(chains.slice(0, folders.length))),
    files: files.map(({ path, firstCluster, sizeBytes }) => {
      return { path, offsetBytes: offsetOf(geometry, firstCluster), sizeBytes };
    }),
    fill: (offsetBytes, into) => fillParts(parts, offsetBytes, into),
  };
}

interface Content {
  readonly path: string;
  readonly sizeBytes: number;
  /** A folder always has one. */
  readonly leastClusters: 0 | 1;
}

interface Chain extends Content {
  readonly firstCluster: number;
  readonly clusters: number;
}

function checkedFolder(folder: FatFolder): Content {
  const sizeBytes = folderBytes(folder);
  if (sizeBytes <= FAT_LIMITS.folderBytes) return { path: folder.path, sizeBytes, leastClusters: 1 };
  const problem = `${folder.items.length} files and folders in ${JSON.stringify(folder.path)} are too many`;
  throw fatFault('folder', `${problem}: they take ${sizeBytes} bytes of ${FAT_LIMITS.folderBytes}`);
}

function checkedFile({ path, sizeBytes }: Fat32Spec['files'][number]): Content {
  const isSize = Number.isInteger(sizeBytes) && sizeBytes >= 0;
  if (isSize && sizeBytes <= FAT_LIMITS.fileBytes) return { path, sizeBytes, leastClusters: 0 };
  const problem = `${JSON.stringify(path)} has ${sizeBytes} bytes`;
  throw fatFault('file size', `${problem}; a file may have ${FAT_LIMITS.fileBytes}`);
}

function placed(geometry: Fat32Geometry, contents: readonly Content[]): readonly Chain[] {
  const { clusterBytes } = geometry;
  let firstCluster = FIRST_CLUSTER;
  const chains = contents.map((content) => {
    const clusters = Math.max(content.leastClusters, Math.ceil(content.sizeBytes / clusterBytes));
    const chain = { ...content, firstCluster, clusters };
    firstCluster += clusters;
    return chain;
  });
  const used = firstCluster - FIRST_CLUSTER;
  if (used <= geometry.clusters) return chains;
  const room = `there is room for ${geometry.clusters * clusterBytes}`;
  throw fatFault('files', `they and their folders take ${used * clusterBytes} bytes; ${room}`);
}

function endOf(chains: readonly Chain[]): number {
  const last = chains.at(-1);
  return last === undefined ? FIRST_CLUSTER : last.firstCluster + last.clusters;
}

function offsetOf({ dataOffsetBytes, clusterBytes }: Fat32Geometry, cluster: number): number {
  return dataOffsetBytes + (cluster - FIRST_CLUSTER) * clusterBytes;
}

function bootPart(spec: Fat32Spec, geometry: Fat32Geometry, chains: readonly Chain[]): FatPart {
  const nextFree = endOf(chains);
  const freeClusters = geometry.clusters + FIRST_CLUSTER - nextFree;
  return bytesPart(
    0,
    encodeBootSectors(geometry, {
      hiddenSectors: spec.hiddenSectors,
      label: spec.label.padEnd(DIRECTORY_ENTRY.nameBytes),
      id: spec.id,
      freeClusters,
      nextFreeCluster: freeClusters === 0 ? NONE_FREE : nextFree,
    }),
  );
}

function tableParts(geometry: Fat32Geometry, chains: readonly Chain[]): readonly FatPart[] {
  const lastClusters = chains
    .filter(({ clusters }) => clusters > 0)
    .map(({ firstCluster, clusters }) => firstCluster + clusters - 1);
  const sizeBytes = geometry.tableSectors * SECTOR_BYTES;
  const firstOffsetBytes = geometry.reservedSectors * SECTOR_BYTES;
  return [firstOffsetBytes, firstOffsetBytes + sizeBytes].map((offsetBytes) => ({
    offsetBytes,
    sizeBytes,
    fill: (within, into) => fillTable(lastClusters, within, into),
  }));
}

interface Tree {
  readonly folders: readonly FatFolder[];
  /** Of the folders, in their order, and behind them those of the files. */
  readonly chains: readonly Chain[];
}

function folderParts(spec: Fat32Spec, geometry: Fat32Geometry, tree: Tree): readonly FatPart[] {
  const byPath = new Map(tree.chains.map((chain) => [chain.path, chain]));
  const time = dosTime(spec.modified);
  const firstCluster = (path: string): number => {
    const chain = byPath.get(path);
    return chain === undefined || chain.clusters === 0 ? 0 : chain.firstCluster;
  };
  const fileBytes = (path: string): number => byPath.get(path)?.sizeBytes ?? 0;
  return tree.folders.map((folder) => {
    const content = { folder, label: spec.label, time, firstCluster, fileBytes };
    return bytesPart(offsetOf(geometry, firstCluster(folder.path)), encodeFolder(content));
  });
}

function bytesPart(offsetBytes: number, bytes: Uint8Array): FatPart {
  const fill = (within: number, into: Uint8Array): void =>
    into.set(bytes.subarray(within, within + into.length));
  return { offsetBytes, sizeBytes: bytes.length, fill };
}
