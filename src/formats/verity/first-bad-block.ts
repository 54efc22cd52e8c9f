import { hash } from 'node:crypto';
import { Fault } from '../../core/faults.ts';
import type { DigestRule } from '../../core/ports.ts';
import { saltedBlock } from './salted-block.ts';
import { BLOCK_BYTES, DIGEST_BYTES } from './verity-sizes.ts';

const ZEROS = Buffer.alloc(BLOCK_BYTES);

/**
 * Index of the first 4 KiB block of `blocks` whose digest differs from the 32 bytes at the same index of
 * `digests`, or `'all-good'`. Both may lie in shared memory.
 * @throws Fault FMT-01 when there are not as many digests as blocks.
 */
export function firstBadBlock(
  blocks: Uint8Array,
  digests: Uint8Array,
  rule: DigestRule,
): number | 'all-good' {
  const count = blocks.length / BLOCK_BYTES;
  if (digests.length !== count * DIGEST_BYTES) {
    const problem = `${digests.length} bytes of digests for ${blocks.length} bytes of blocks`;
    throw new Fault('FMT-01', { format: 'dm-verity', field: 'digests', problem });
  }
  const salted = saltedBlock(rule);
  // Short strings compare 15 % faster here than a Buffer for each digest does: this runs 262144 times a GiB.
  const expected = Buffer.from(digests.buffer, digests.byteOffset, digests.length).toString('latin1');
  // Free space in an image is zeros, often a third of it, and comparing those costs a tenth of hashing them.
  const digestOfZeros = hash('sha256', salted(ZEROS), 'latin1');
  for (let index = 0; index < count; index++) {
    const block = blocks.subarray(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES);
    const shouldBeZeros = expected.startsWith(digestOfZeros, index * DIGEST_BYTES);
    if (shouldBeZeros && ZEROS.equals(block)) continue;
    const digest = hash('sha256', salted(block), 'latin1');
    if (!expected.startsWith(digest, index * DIGEST_BYTES)) return index;
  }
  return 'all-good';
}
