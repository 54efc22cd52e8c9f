import type { FaultCode } from '../core/fault-catalogue.ts';
import { type Facts, toFault } from '../core/faults.ts';
import { type BlockDevice, DiskError } from '../core/ports.ts';
import { withPartition } from './with-partition.ts';

/** Told of each failure that is tried again. `attempt` counts the failures at that place, from 1. */
export type OnRetry = (attempt: number, code: FaultCode, facts: Facts) => void;

const BLOCK_BYTES = 4096;
const TRIES = 3;
/** Only these may heal: the same write may work when the drive has remapped a block. */
const MAY_HEAL = new Set(['EIO', 'EBUSY', 'EAGAIN', 'ETIMEDOUT', 'EILSEQ', 'EREMOTEIO']);

/** A disk on which a failing operation is retried, block by block, and fails with the name of its partition. */
export interface StubbornDisk {
  write(partition: string, offsetBytes: number, bytes: Uint8Array): Promise<void>;
  read(partition: string, offsetBytes: number, into: Uint8Array): Promise<void>;
  flush(partition: string): Promise<void>;
}

/**
 * A run that fails is done again block by block, and each block that fails is tried three times, so that the fault
 * names the very block and one bad block does not cost the good ones around it three tries each.
 */
export function stubbornDisk(disk: BlockDevice, onRetry: OnRetry): StubbornDisk {
  return {
    write: (partition, offsetBytes, bytes) =>
      inBlocks(partition, offsetBytes, bytes, (at, part) => disk.write(at, part), onRetry),
    read: (partition, offsetBytes, into) =>
      inBlocks(partition, offsetBytes, into, (at, part) => disk.read(at, part), onRetry),
    // A flush that failed is not tried again: the kernel reports lost writes once, and a second flush would claim success.
    flush: (partition) =>
      disk.flush().catch((error: unknown) => Promise.reject(withPartition(error, partition))),
  };
}

type Operation = (offsetBytes: number, bytes: Uint8Array) => Promise<void>;

async function inBlocks(
  partition: string,
  offsetBytes: number,
  bytes: Uint8Array,
  operation: Operation,
  onRetry: OnRetry,
): Promise<void> {
  try {
    await operation(offsetBytes, bytes);
  } catch (error) {
    retryOrThrow(error, partition, 1, onRetry);
    for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
      const block = bytes.subarray(at, Math.min(at + BLOCK_BYTES, bytes.length));
      await oneBlock(partition, offsetBytes + at, block, operation, onRetry);
    }
  }
}

async function oneBlock(
  partition: string,
  offsetBytes: number,
  block: Uint8Array,
  operation: Operation,
  onRetry: OnRetry,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await operation(offsetBytes, block);
    } catch (error) {
      if (tries === TRIES) throw withPartition(error, partition);
      // The run that the block is part of was its first failure.
      retryOrThrow(error, partition, tries + 1, onRetry);
    }
  }
}

function retryOrThrow(error: unknown, partition: string, attempt: number, onRetry: OnRetry): void {
  const fault = withPartition(error, partition);
  if (!mayHeal(error)) throw fault;
  const { code, facts } = toFault(fault);
  onRetry(attempt, code, facts);
}

function mayHeal(error: unknown): boolean {
  return error instanceof DiskError && MAY_HEAL.has(error.errno);
}
