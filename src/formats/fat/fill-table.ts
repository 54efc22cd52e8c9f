const MEDIA = 0x0ffffff8;
/** Of cluster 1, which is none: closed properly, no read errors seen. */
const CLEAN = 0x0fffffff;
const END_OF_CHAIN = 0x0fffffff;

/**
 * Fills `into` with a FAT32 allocation table from `offsetBytes` on, both multiples of 4. `lastClusters`, in order, are the
 * last ones of the chains; each chain begins behind the one before, the first at cluster 2, and what follows is free.
 * Source: fatgen103, "FAT Data Structure".
 */
export function fillTable(lastClusters: readonly number[], offsetBytes: number, into: Uint8Array): void {
  const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
  const first = offsetBytes / 4;
  const end = Math.min(first + into.length / 4, (lastClusters.at(-1) ?? 1) + 1);
  into.fill(0);
  let chain = firstNotBelow(lastClusters, first);
  for (let cluster = first; cluster < end; cluster++) {
    const isLast = cluster === lastClusters[chain];
    if (isLast) chain++;
    view.setUint32((cluster - first) * 4, isLast ? END_OF_CHAIN : valueWithin(cluster), true);
  }
}

function valueWithin(cluster: number): number {
  if (cluster === 0) return MEDIA;
  return cluster === 1 ? CLEAN : cluster + 1;
}

/** The index of the first of the `sorted` values that is `value` or above. */
function firstNotBelow(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? value) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
