import { Fault } from '../../core/faults.ts';
import type { DigestRule } from '../../core/ports.ts';
import { firstBadBlock } from './first-bad-block.ts';
import { BLOCK_BYTES } from './verity-sizes.ts';

/** Reads `count` blocks of 4 KiB of the image from `firstBlock` on. What it gives is trusted with nothing. */
export type ReadBlocks = (firstBlock: number, count: number) => Promise<Uint8Array>;

/** Reads as many blocks as there are 32-byte digests in `digests`, and returns a copy that fits them. */
export type TreeReader = (firstBlock: number, digests: Uint8Array, count: number) => Promise<Uint8Array>;

/**
 * Reads blocks of a hash tree and lets through only those that fit the digests their parents have for them.
 * @throws Fault FMT-01, field `hash_tree`, with the first wrong block of the image as `block`; what `read` throws.
 */
export function treeReader(rule: DigestRule, read: ReadBlocks): TreeReader {
  return async (firstBlock, digests, count) => {
    const bytes = await read(firstBlock, count);
    if (bytes.length !== count * BLOCK_BYTES) {
      throw damaged(firstBlock, `${bytes.length} bytes were read instead of ${count * BLOCK_BYTES}`);
    }
    // The owner of the bytes may reuse them: check and keep our own. (A Buffer's slice() would be no copy.)
    const blocks = new Uint8Array(bytes);
    const bad = firstBadBlock(blocks, digests, rule);
    if (bad !== 'all-good') throw damaged(firstBlock + bad, 'it does not match the digest in its parent');
    return blocks;
  };
}

function damaged(block: number, problem: string): Fault {
  const facts = { format: 'dm-verity', field: 'hash_tree', problem: `block ${block}: ${problem}`, block };
  return new Fault('FMT-01', facts);
}
