import type { AllocationTable } from './allocation-table.ts';
import { fatFault } from './fat-fault.ts';

export interface ChainLength {
  /** A file needs so many, and what follows does not matter; a folder ends where its chain does. */
  readonly kind: 'exactly' | 'at-most';
  readonly clusters: number;
}

/**
 * The clusters of the file or folder `path`, in order. Never more than `length` has, so a loop ends too.
 * @throws Fault FMT-01 for a cluster that there is not, a chain that is too short or does not end
 */
export async function followChain(
  table: AllocationTable,
  firstCluster: number,
  length: ChainLength,
  path: string,
): Promise<Uint32Array> {
  if (length.kind === 'exactly' && length.clusters > table.clusters)
    throw broken(path, `needs ${length.clusters} clusters, and there are ${table.clusters}`);
  const chain = new Uint32Array(Math.min(length.clusters, table.clusters));
  let cluster: number | 'end' = firstCluster;
  for (let count = 0; count < chain.length; count++) {
    if (cluster === 'end') {
      if (length.kind === 'at-most') return chain.subarray(0, count);
      throw broken(path, `has ${count} clusters, and needs ${length.clusters}`);
    }
    if (cluster < 2 || cluster >= table.clusters + 2) {
      throw broken(path, `has the cluster ${cluster}, which there is not`);
    }
    chain[count] = cluster;
    cluster = await table.next(cluster);
  }
  if (cluster === 'end' || length.kind === 'exactly') return chain;
  throw broken(path, `goes on after ${chain.length} clusters`);
}

function broken(path: string, problem: string): Error {
  return fatFault('cluster chain', `${JSON.stringify(path)} ${problem}`);
}
