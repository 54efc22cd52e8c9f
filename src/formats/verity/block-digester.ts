import { hash } from 'node:crypto';
import type { DigestRule } from '../../core/ports.ts';
import { saltedBlock } from './salted-block.ts';

export type BlockDigester = (block: Uint8Array) => Buffer;

/**
 * Prepares `rule` once for many blocks. A block is 4096 bytes, in shared memory or not; its digest is 32 bytes.
 * @throws Fault FMT-01 when the salt is too long, or a block is not 4 KiB.
 */
export function blockDigester(rule: DigestRule): BlockDigester {
  const salted = saltedBlock(rule);
  return (block) => hash('sha256', salted(block), 'buffer');
}
