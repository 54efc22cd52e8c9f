import { Fault } from '../../core/faults.ts';
import type { DigestRule } from '../../core/ports.ts';
import { blockDigester } from './block-digester.ts';
import type { VerityGeometry } from './verity-geometry.ts';
import { BLOCK_BYTES, DIGEST_BYTES } from './verity-sizes.ts';

export interface BuiltHashTree {
  /** Every level, in the order of the geometry: the bytes that follow the data in the image. */
  readonly tree: Uint8Array;
  readonly rootDigest: Uint8Array;
}

export interface HashTreeBuilder {
  /** Takes the next blocks of data: a multiple of 4096 bytes, which it does not keep. @throws Fault FMT-01 */
  add(blocks: Uint8Array): void;
  /** When all data was added. @throws Fault FMT-01 when some of it was not */
  finish(): BuiltHashTree;
}

/** Enough for 127 GiB of data. */
const MAX_TREE_BYTES = 2 ** 30;

/**
 * Makes the hash tree of an image whose data comes piece by piece. Holds the tree (1/127 of the data) and none of the data.
 * @throws Fault FMT-01 when the tree would be above 1 GiB
 */
export function hashTreeBuilder(geometry: VerityGeometry, rule: DigestRule): HashTreeBuilder {
  const { dataBlocks, levels, imageBlocks } = geometry;
  const treeBytes = (imageBlocks - dataBlocks) * BLOCK_BYTES;
  if (treeBytes > MAX_TREE_BYTES)
    throw wrong(`the tree would have ${treeBytes} bytes; it may have ${MAX_TREE_BYTES}`);
  const digest = blockDigester(rule);
  const tree = new Uint8Array(treeBytes);
  const leavesAt = ((levels[0]?.firstBlock ?? dataBlocks) - dataBlocks) * BLOCK_BYTES;
  let only: Uint8Array = new Uint8Array();
  let added = 0;
  return {
    add(blocks) {
      if (added + blocks.length / BLOCK_BYTES > dataBlocks)
        throw wrong(`${blocks.length} bytes more behind ${added} blocks; there may be ${dataBlocks}`);
      for (let at = 0; at < blocks.length; at += BLOCK_BYTES, added++) {
        const made = digest(blocks.subarray(at, at + BLOCK_BYTES));
        if (levels.length === 0) only = made;
        else tree.set(made, leavesAt + added * DIGEST_BYTES);
      }
    },
    finish() {
      if (added !== dataBlocks) throw wrong(`${added} blocks were added of ${dataBlocks}`);
      return { tree, rootDigest: levels.length === 0 ? only : digestUpwards(tree, geometry, digest) };
    },
  };
}

/** Fills every level from the one below it. */
function digestUpwards(
  tree: Uint8Array,
  { dataBlocks, levels }: VerityGeometry,
  digest: (block: Uint8Array) => Uint8Array,
): Uint8Array {
  const blockOf = (firstBlock: number, index: number): Uint8Array => {
    const at = (firstBlock - dataBlocks + index) * BLOCK_BYTES;
    return tree.subarray(at, at + BLOCK_BYTES);
  };
  for (const [nth, { firstBlock, blocks }] of levels.entries()) {
    const above = levels[nth + 1];
    if (above === undefined) return digest(blockOf(firstBlock, 0));
    const aboveAt = (above.firstBlock - dataBlocks) * BLOCK_BYTES;
    for (let index = 0; index < blocks; index++)
      tree.set(digest(blockOf(firstBlock, index)), aboveAt + index * DIGEST_BYTES);
  }
  throw wrong('it has no levels');
}

function wrong(problem: string): Fault {
  return new Fault('FMT-01', { format: 'dm-verity', field: 'data_blocks', problem });
}
