import { type EncodedGpt, encodeGpt } from '../../src/formats/gpt/encode-gpt.ts';
import { GPT_TYPES } from '../../src/formats/gpt/gpt-types.ts';

const SLOT_BYTES = 1 << 20;

export interface OldSlot {
  readonly type: 'kernel' | 'rootfs';
  /** What lies at the start of the slot. */
  readonly content: Uint8Array;
  /** None when absent: the firmware starts no such slot. */
  readonly attributes?: bigint;
}

/** A disk of an old system: a partition table, and a slot of 1 MiB for each of `slots` from the first MiB on. */
export function diskWithSlots(
  sizeBytes: number,
  slots: readonly OldSlot[],
  sectorBytes: 512 | 4096 = 512,
): Uint8Array {
  const disk = new Uint8Array(sizeBytes);
  const { primary, secondary, secondaryOffsetBytes } = tableOf(sizeBytes, slots, sectorBytes);
  disk.set(primary);
  disk.set(secondary, secondaryOffsetBytes);
  for (const [at, { content }] of slots.entries()) disk.set(content, (at + 1) * SLOT_BYTES);
  return disk;
}

function tableOf(sizeBytes: number, slots: readonly OldSlot[], sectorBytes: 512 | 4096): EncodedGpt {
  return encodeGpt({
    diskGuid: guid(0),
    sizeBytes,
    sectorBytes,
    partitions: slots.map(({ type, attributes = 0n }, at) => ({
      number: at + 1,
      name: `OLD-${at}`,
      typeGuid: GPT_TYPES[type],
      uniqueGuid: guid(at + 1),
      firstLba: ((at + 1) * SLOT_BYTES) / sectorBytes,
      lastLba: ((at + 2) * SLOT_BYTES) / sectorBytes - 1,
      attributes,
    })),
  });
}

function guid(nth: number): string {
  return `11111111-2222-3333-4444-${String(nth).padStart(12, '0')}`;
}
