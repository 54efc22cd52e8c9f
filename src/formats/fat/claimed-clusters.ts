import { fatFault } from './fat-fault.ts';

export interface ClaimedClusters {
  /** @throws Fault FMT-01 when one of them is claimed already: a loop, or two files in one place */
  claim(chain: Uint32Array, path: string): void;
}

/** Remembers which clusters are part of something. Takes a bit for each cluster of the file system. */
export function claimedClusters(clusters: number): ClaimedClusters {
  const bits = new Uint8Array(Math.ceil((clusters + 2) / 8));
  return {
    claim(chain, path) {
      for (const cluster of chain) {
        const byte = bits[cluster >> 3] ?? 0;
        const bit = 1 << (cluster & 7);
        if ((byte & bit) !== 0) {
          const problem = `${JSON.stringify(path)} has the cluster ${cluster}, which is taken`;
          throw fatFault('cluster chain', problem);
        }
        bits[cluster >> 3] = byte | bit;
      }
    },
  };
}
