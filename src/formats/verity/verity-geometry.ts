import { Fault } from '../../core/faults.ts';
import { BLOCK_BYTES, DIGESTS_PER_BLOCK } from './verity-sizes.ts';

export interface VerityLevel {
  /** Counted in 4 KiB blocks from the start of the image. */
  readonly firstBlock: number;
  readonly blocks: number;
}

/** Where the blocks of an image lie: the data first, its hash tree right behind it. */
export interface VerityGeometry {
  readonly dataBlocks: number;
  /** `[0]` has the digests of the data blocks, the last one is the single top block. */
  readonly levels: readonly VerityLevel[];
  readonly imageBlocks: number;
}

/**
 * `root-first`: the top level comes first, as Chromium OS, veritysetup and the kernel have it in both
 * versions of the format; `leaves-first` is the other way round.
 */
export type TreeOrder = 'root-first' | 'leaves-first';

const MAX_IMAGE_BLOCKS = Math.floor(Number.MAX_SAFE_INTEGER / BLOCK_BYTES);

/**
 * The geometry of an image of `dataBlocks` blocks of 4 KiB. One data block has no tree: its digest is the
 * root digest, for the kernel and veritysetup alike.
 * @throws Fault FMT-01 when there are no blocks, or more than byte offsets can name exactly.
 */
export function verityGeometry(dataBlocks: number, order: TreeOrder): VerityGeometry {
  if (!Number.isSafeInteger(dataBlocks) || dataBlocks < 1 || dataBlocks > MAX_IMAGE_BLOCKS) {
    throw wrongSize(`${dataBlocks} data blocks; there must be 1 to ${MAX_IMAGE_BLOCKS}`);
  }
  const sizes = levelSizes(dataBlocks);
  const imageBlocks = sizes.reduce((sum, blocks) => sum + blocks, dataBlocks);
  if (imageBlocks > MAX_IMAGE_BLOCKS) {
    throw wrongSize(`${imageBlocks} blocks with the tree; there may be ${MAX_IMAGE_BLOCKS}`);
  }
  return { dataBlocks, levels: levelsInOrder(dataBlocks, sizes, order), imageBlocks };
}

function levelSizes(dataBlocks: number): number[] {
  const sizes: number[] = [];
  for (let blocks = dataBlocks; blocks > 1; ) {
    blocks = Math.ceil(blocks / DIGESTS_PER_BLOCK);
    sizes.push(blocks);
  }
  return sizes;
}

function levelsInOrder(dataBlocks: number, sizes: readonly number[], order: TreeOrder): VerityLevel[] {
  let firstBlock = dataBlocks;
  const place = (blocks: number): VerityLevel => {
    const level = { firstBlock, blocks };
    firstBlock += blocks;
    return level;
  };
  return order === 'leaves-first' ? sizes.map(place) : sizes.toReversed().map(place).toReversed();
}

function wrongSize(problem: string): Fault {
  return new Fault('FMT-01', { format: 'dm-verity', field: 'data_blocks', problem });
}
