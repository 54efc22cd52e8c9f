import { randomFillSync } from 'node:crypto';
import { GPT_TYPES } from '../../src/formats/gpt/gpt-types.ts';
import { bytesContent } from '../../src/stick/bytes-content.ts';
import type { StickPlan } from '../../src/stick/stick-plan.ts';

export const MIB: number = 1 << 20;
export const DISK_BYTES: number = 8 * MIB;
const GUIDS = { disk: '01234567-89AB-8CDE-8123-456789ABCDEF', part: '11234567-89AB-8CDE-8123-456789ABCDEF' };

/** A stick of 8 MiB with two runs of bytes, of which the second ends within a sector. */
export const PLAN: StickPlan = {
  table: {
    diskGuid: GUIDS.disk,
    sectorBytes: 512,
    sizeBytes: DISK_BYTES,
    partitions: [
      {
        number: 1,
        typeGuid: GPT_TYPES.basicData,
        uniqueGuid: GUIDS.part,
        firstLba: 2048,
        lastLba: 8191,
        attributes: 0n,
        name: 'RSD-DATA',
      },
    ],
  },
  pieces: [
    { name: 'one', offsetBytes: MIB, content: bytesContent(randomFillSync(new Uint8Array(700_000))) },
    { name: 'two', offsetBytes: 2 * MIB, content: bytesContent(randomFillSync(new Uint8Array(1_000_001))) },
  ],
};

/** Three of 128 KiB. */
export function slots(): readonly Uint8Array[] {
  return Array.from({ length: 3 }, () => new Uint8Array(128 << 10));
}
