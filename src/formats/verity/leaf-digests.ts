import type { TreeReader } from './tree-reader.ts';
import type { VerityLevel } from './verity-geometry.ts';
import { BLOCK_BYTES, DIGEST_BYTES } from './verity-sizes.ts';

/** Leaf blocks that are read and checked at once: 256 KiB, the digests of 32 MiB of data. */
const GROUP_BLOCKS = 64;
const GROUP_BYTES = GROUP_BLOCKS * BLOCK_BYTES;
const REMEMBERED_GROUPS = 4;

/**
 * The digests of data blocks, read when they are asked for. `parents` are the digests of the leaf blocks.
 * Holds at most four groups of leaf blocks (1 MiB) once they are read; who asks for the same group at the same
 * time shares one read.
 */
export function leafDigests(
  leaves: VerityLevel,
  parents: Uint8Array,
  read: TreeReader,
): (firstBlock: number, count: number) => Promise<Uint8Array> {
  const group = remembering(async (index) => {
    const first = index * GROUP_BLOCKS;
    const count = Math.min(GROUP_BLOCKS, leaves.blocks - first);
    const digests = parents.subarray(first * DIGEST_BYTES, (first + count) * DIGEST_BYTES);
    return read(leaves.firstBlock + first, digests, count);
  });
  return async (firstBlock, count) => {
    const into = new Uint8Array(count * DIGEST_BYTES);
    const start = firstBlock * DIGEST_BYTES;
    for (let done = 0; done < into.length; ) {
      const index = Math.floor((start + done) / GROUP_BYTES);
      const at = start + done - index * GROUP_BYTES;
      const piece = (await group(index)).subarray(at, at + into.length - done);
      into.set(piece, done);
      done += piece.length;
    }
    return into;
  };
}

type ByIndex = (index: number) => Promise<Uint8Array>;

/** Keeps the last few results; a failed one is forgotten, so that the next call tries again. */
function remembering(read: ByIndex): ByIndex {
  const known = new Map<number, Promise<Uint8Array>>();
  return (index) => {
    const bytes = known.get(index) ?? read(index);
    known.delete(index);
    known.set(index, bytes);
    const [oldest = index] = known.keys();
    if (known.size > REMEMBERED_GROUPS) known.delete(oldest);
    bytes.catch(() => {
      if (known.get(index) === bytes) known.delete(index);
    });
    return bytes;
  };
}
