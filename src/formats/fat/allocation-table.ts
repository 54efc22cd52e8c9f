import type { FatMedium } from './fat-medium.ts';
import type { FatGeometry } from './read-fat-geometry.ts';

export interface AllocationTable {
  readonly clusters: number;
  /** What follows on a cluster that there is: any number, or `'end'`. */
  next(cluster: number): Promise<number | 'end'>;
}

const PAGE_BYTES = 2 ** 16;
const ENTRY = {
  FAT16: { sizeBytes: 2, mask: 0xffff, end: 0xfff8 },
  FAT32: { sizeBytes: 4, mask: 0x0fffffff, end: 0x0ffffff8 },
} as const;

/** Reads an allocation table in pieces, each once and when it is needed. Source: fatgen103, "FAT Data Structure". */
export function allocationTable(medium: FatMedium, geometry: FatGeometry): AllocationTable {
  const { clusters, tableOffsetBytes } = geometry;
  const { sizeBytes, mask, end } = ENTRY[geometry.kind];
  const tableBytes = (clusters + 2) * sizeBytes;
  const pages = new Map<number, DataView>();
  const readPage = async (page: number): Promise<DataView> => {
    const bytes = new Uint8Array(Math.min(PAGE_BYTES, tableBytes - page * PAGE_BYTES));
    await medium.read(tableOffsetBytes + page * PAGE_BYTES, bytes);
    const view = new DataView(bytes.buffer);
    pages.set(page, view);
    return view;
  };
  return {
    clusters,
    async next(cluster) {
      const at = cluster * sizeBytes;
      const page = Math.floor(at / PAGE_BYTES);
      const view = pages.get(page) ?? (await readPage(page));
      const within = at % PAGE_BYTES;
      const value = sizeBytes === 4 ? view.getUint32(within, true) : view.getUint16(within, true);
      return (value & mask) >= end ? 'end' : value & mask;
    },
  };
}
