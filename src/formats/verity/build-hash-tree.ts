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

/** Enough for 127 GiB of data. */
const MAX_TREE_BYTES = 2 ** 30;

/**
 * Makes the hash tree of an image. `data` gives the 4 KiB block with that index; it is asked for each once, in
 * order, and may give the same array every time.
 * @throws Fault FMT-01 when the tree would be above 1 GiB, or a block is not 4 KiB.
 */
export function buildHashTree(
  data: (blockIndex: number) => Uint8Array,
  geometry: VerityGeometry,
  rule: DigestRule,
): BuiltHashTree {
  const { dataBlocks, levels, imageBlocks } = geometry;
  const treeBytes = (imageBlocks - dataBlocks) * BLOCK_BYTES;
  if (treeBytes > MAX_TREE_BYTES) {
    const problem = `the tree would have ${treeBytes} bytes; it may have ${MAX_TREE_BYTES}`;
    throw new Fault('FMT-01', { format: 'dm-verity', field: 'data_blocks', problem });
  }
  const digest = blockDigester(rule);
  const tree = new Uint8Array(treeBytes);
  let block = data;
  let blocks = dataBlocks;
  for (const level of levels) {
    const levelAt = (level.firstBlock - dataBlocks) * BLOCK_BYTES;
    for (let index = 0; index < blocks; index++) {
      tree.set(digest(block(index)), levelAt + index * DIGEST_BYTES);
    }
    block = (index) => tree.subarray(levelAt + index * BLOCK_BYTES, levelAt + (index + 1) * BLOCK_BYTES);
    blocks = level.blocks;
  }
  return { tree, rootDigest: digest(block(0)) };
}
