import { Fault } from '../../core/faults.ts';
import type { DigestRule } from '../../core/ports.ts';
import { BLOCK_BYTES } from './verity-sizes.ts';

/** The salts that veritysetup makes and accepts are at most this long. */
const MAX_SALT_BYTES = 256;
const VERSION_0_SALT_BYTES = 32;

/**
 * Prepares `rule` once and returns what puts the salt on a block: `block ‖ salt` for version 0, where a salt is
 * zero-padded or cut to 32 bytes as Chromium OS does, and `salt ‖ block` for version 1. The bytes returned are
 * good until the next call.
 * @throws Fault FMT-01 when the salt is too long, or a block is not 4 KiB.
 */
export function saltedBlock(rule: DigestRule): (block: Uint8Array) => Uint8Array {
  const salt = saltAsHashed(rule);
  const [saltAt, blockAt] = rule.version === 0 ? [BLOCK_BYTES, 0] : [0, salt.length];
  const scratch = new Uint8Array(BLOCK_BYTES + salt.length);
  scratch.set(salt, saltAt);
  return (block) => {
    // A shorter block would be filled up with the one before it.
    if (block.length !== BLOCK_BYTES) throw wrongLength(block.length);
    if (salt.length === 0) return block;
    scratch.set(block, blockAt);
    return scratch;
  };
}

function saltAsHashed({ version, salt }: DigestRule): Uint8Array {
  if (salt.length > MAX_SALT_BYTES) {
    const problem = `${salt.length} bytes; there may be ${MAX_SALT_BYTES}`;
    throw new Fault('FMT-01', { format: 'dm-verity', field: 'salt', problem });
  }
  if (version === 1 || salt.length === 0) return new Uint8Array(salt);
  const padded = new Uint8Array(VERSION_0_SALT_BYTES);
  padded.set(salt.subarray(0, VERSION_0_SALT_BYTES));
  return padded;
}

function wrongLength(bytes: number): Fault {
  const problem = `${bytes} bytes; it must have ${BLOCK_BYTES}`;
  return new Fault('FMT-01', { format: 'dm-verity', field: 'block', problem });
}
