import type { BlockChecker } from '../../src/core/ports.ts';
import { firstBadBlock } from '../../src/formats/verity/first-bad-block.ts';
import { unpackFrame } from '../../src/formats/zstd-seekable/unpack-frame.ts';

/** Checks as the real one does, here and now. */
export const sameThreadChecker: BlockChecker = {
  firstBad: async (blocks, digests, rule) => firstBadBlock(blocks, digests, rule),
  unpack: async (frame, into) => unpackFrame(frame, into),
  unpackChecked: async (frame, into, digests, rule) =>
    unpackFrame(frame, into) === 'damaged' ? 'damaged' : firstBadBlock(into, digests, rule),
  async [Symbol.asyncDispose]() {},
};
