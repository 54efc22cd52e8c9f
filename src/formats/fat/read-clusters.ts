import type { FatMedium } from './fat-medium.ts';
import type { FatGeometry } from './read-fat-geometry.ts';

export interface ClusterRange {
  /** Clusters that there are. */
  readonly chain: Uint32Array;
  /** From the start of what the chain holds. */
  readonly offsetBytes: number;
  /** Filled; the chain has to hold as much. */
  readonly into: Uint8Array;
}

/** Reads what a chain of clusters holds; clusters that lie behind one another at once. */
export async function readClusters(
  medium: FatMedium,
  geometry: FatGeometry,
  range: ClusterRange,
): Promise<void> {
  const { clusterBytes, dataOffsetBytes } = geometry;
  const { chain, offsetBytes, into } = range;
  for (let done = 0; done < into.length; ) {
    const at = offsetBytes + done;
    const index = Math.floor(at / clusterBytes);
    const within = at % clusterBytes;
    const first = chain[index];
    if (first === undefined) throw new RangeError(`The chain has no byte ${at}`);
    const neededClusters = Math.ceil((within + into.length - done) / clusterBytes);
    const bytes = Math.min(
      into.length - done,
      runLength(chain, index, neededClusters) * clusterBytes - within,
    );
    await medium.read(
      dataOffsetBytes + (first - 2) * clusterBytes + within,
      into.subarray(done, done + bytes),
    );
    done += bytes;
  }
}

/** How many clusters from `index` on lie behind one another, `most` at most. */
function runLength(chain: Uint32Array, index: number, most: number): number {
  const first = chain[index] ?? 0;
  let length = 1;
  while (length < most && chain[index + length] === first + length) length++;
  return length;
}
