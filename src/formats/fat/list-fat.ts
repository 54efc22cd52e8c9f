import type { AllocationTable } from './allocation-table.ts';
import { type ClaimedClusters, claimedClusters } from './claimed-clusters.ts';
import { fatFault } from './fat-fault.ts';
import { FAT_LIMITS } from './fat-limits.ts';
import type { FatMedium } from './fat-medium.ts';
import { followChain } from './follow-chain.ts';
import { readClusters } from './read-clusters.ts';
import type { FatGeometry } from './read-fat-geometry.ts';
import { type FolderItem, type FolderReading, readFolder } from './read-folder.ts';

export interface FatEntry extends FolderItem {
  /** From the root, with `/`. */
  readonly path: string;
}

export interface FatListing {
  readonly label: string;
  /** Folders in front of what lies in them. */
  readonly entries: readonly FatEntry[];
}

interface Volume {
  readonly medium: FatMedium;
  readonly geometry: FatGeometry;
  readonly table: AllocationTable;
  readonly claimed: ClaimedClusters;
}

/**
 * Every file and folder there is. Each has been followed to its end: none shares a cluster with another, or has one twice.
 * @throws Fault FMT-01 when that is not so, or there are more, deeper or longer ones than `FAT_LIMITS` has
 */
export async function listFat(
  medium: FatMedium,
  geometry: FatGeometry,
  table: AllocationTable,
): Promise<FatListing> {
  const volume = { medium, geometry, table, claimed: claimedClusters(geometry.clusters) };
  const root = await readRoot(volume);
  const entries = root.items.map((item) => ({ ...item, path: item.name }));
  // Grows while it is walked: what lies in a folder is added at its end.
  for (const entry of entries) {
    const items = entry.kind === 'folder' ? await openFolder(volume, entry) : await skipFile(volume, entry);
    for (const item of items) entries.push({ ...item, path: `${entry.path}/${item.name}` });
    if (entries.length > FAT_LIMITS.entries)
      throw fatFault('entries', `there are more than ${FAT_LIMITS.entries} files and folders`);
  }
  return { label: root.label, entries };
}

async function readRoot(volume: Volume): Promise<FolderReading> {
  const { medium, geometry } = volume;
  const { root } = geometry;
  if (root.kind === 'chain') return await readChainedFolder(volume, root.firstCluster, '');
  const bytes = new Uint8Array(root.sizeBytes);
  await medium.read(root.offsetBytes, bytes);
  return readItems(bytes, '', geometry);
}

async function openFolder(volume: Volume, { path, firstCluster }: FatEntry): Promise<readonly FolderItem[]> {
  if (path.length > FAT_LIMITS.pathUnits || path.split('/').length >= FAT_LIMITS.depth)
    throw fatFault('path', `${JSON.stringify(path.slice(0, 80))} is too deep or too long`);
  return (await readChainedFolder(volume, firstCluster, path)).items;
}

async function readChainedFolder(volume: Volume, firstCluster: number, path: string): Promise<FolderReading> {
  const { medium, geometry, table, claimed } = volume;
  const clusters = Math.ceil(FAT_LIMITS.folderBytes / geometry.clusterBytes);
  const chain = await followChain(table, firstCluster, { kind: 'at-most', clusters }, path);
  claimed.claim(chain, path);
  const bytes = new Uint8Array(chain.length * geometry.clusterBytes);
  await readClusters(medium, geometry, { chain, offsetBytes: 0, into: bytes });
  return readItems(bytes, path, geometry);
}

function readItems(bytes: Uint8Array, path: string, { kind }: FatGeometry): FolderReading {
  const { label, items } = readFolder(bytes, path);
  if (kind === 'FAT32') return { label, items };
  // OS/2 kept something else in the upper half.
  return { label, items: items.map((item) => ({ ...item, firstCluster: item.firstCluster & 0xffff })) };
}

async function skipFile(
  { geometry, table, claimed }: Volume,
  file: FatEntry,
): Promise<readonly FolderItem[]> {
  const clusters = Math.ceil(file.sizeBytes / geometry.clusterBytes);
  const chain = await followChain(table, file.firstCluster, { kind: 'exactly', clusters }, file.path);
  claimed.claim(chain, file.path);
  return [];
}
