import { parentPort } from 'node:worker_threads';
import type { DigestRule } from '../core/ports.ts';
import { firstBadBlock } from '../formats/verity/first-bad-block.ts';
import { unpackFrame } from '../formats/zstd-seekable/unpack-frame.ts';
import { CHECK_RESULT } from './check-result.ts';

/** What a checking thread is asked. Buffers are views of shared memory, digests and frames are copies. */
export type CheckJob =
  | {
      readonly id: number;
      readonly kind: 'check';
      readonly blocks: Uint8Array;
      readonly digests: Uint8Array;
      readonly rule: DigestRule;
    }
  | { readonly id: number; readonly kind: 'unpack'; readonly frame: Uint8Array; readonly into: Uint8Array }
  | {
      readonly id: number;
      readonly kind: 'unpack-checked';
      readonly frame: Uint8Array;
      readonly into: Uint8Array;
      readonly digests: Uint8Array;
      readonly rule: DigestRule;
    };

export interface CheckReply {
  readonly id: number;
  /** Index of the first bad block, or a `CHECK_RESULT`. */
  readonly result: number;
}

parentPort?.on('message', (job: CheckJob) => {
  const reply: CheckReply = { id: job.id, result: resultOf(job) };
  parentPort?.postMessage(reply);
});

function resultOf(job: CheckJob): number {
  if (job.kind === 'check') return firstBad(job.blocks, job.digests, job.rule);
  let result: number = CHECK_RESULT.allGood;
  const look = (content: Uint8Array): void => {
    if (job.kind === 'unpack-checked') result = firstBad(content, job.digests, job.rule);
  };
  return unpackFrame(job.frame, job.into, look) === 'filled' ? result : CHECK_RESULT.damaged;
}

function firstBad(blocks: Uint8Array, digests: Uint8Array, rule: DigestRule): number {
  const bad = firstBadBlock(blocks, digests, rule);
  return bad === 'all-good' ? CHECK_RESULT.allGood : bad;
}
