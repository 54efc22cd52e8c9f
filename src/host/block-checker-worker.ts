import { parentPort } from 'node:worker_threads';
import type { DigestRule } from '../core/ports.ts';
import { firstBadBlock } from '../formats/verity/first-bad-block.ts';
import { unpackFrame } from '../formats/zstd-seekable/unpack-frame.ts';

/** What a checking thread is asked. Buffers are views of shared memory, digests and frames are copies. */
export type CheckJob =
  | {
      readonly id: number;
      readonly kind: 'check';
      readonly blocks: Uint8Array;
      readonly digests: Uint8Array;
      readonly rule: DigestRule;
    }
  | { readonly id: number; readonly kind: 'unpack'; readonly frame: Uint8Array; readonly into: Uint8Array };

/** `check`: index of the first bad block, or -1. `unpack`: 0 when `into` was filled, 1 when the frame is damaged. */
export interface CheckReply {
  readonly id: number;
  readonly result: number;
}

parentPort?.on('message', (job: CheckJob) => {
  const reply: CheckReply = { id: job.id, result: job.kind === 'check' ? check(job) : unpack(job) };
  parentPort?.postMessage(reply);
});

function check({ blocks, digests, rule }: Extract<CheckJob, { kind: 'check' }>): number {
  const bad = firstBadBlock(blocks, digests, rule);
  return bad === 'all-good' ? -1 : bad;
}

function unpack({ frame, into }: Extract<CheckJob, { kind: 'unpack' }>): number {
  return unpackFrame(frame, into) === 'filled' ? 0 : 1;
}
