import type { DigestRule } from '../../core/ports.ts';
import { blockDigester } from './block-digester.ts';

/**
 * The 32-byte dm-verity digest of one block of 4096 bytes. For many blocks use `blockDigester`.
 * @throws Fault FMT-01 when the salt is too long, or the block is not 4 KiB.
 */
export function blockDigest(block: Uint8Array, rule: DigestRule): Uint8Array {
  return blockDigester(rule)(block);
}
