import { crc32 } from 'node:zlib';
import { Fault } from '../../core/faults.ts';
import { encodeGptEntries } from './gpt-entries.ts';
import { ENTRY_BYTES, gptGeometry, MAX_ENTRIES } from './gpt-geometry.ts';
import { encodeGptHeader } from './gpt-header.ts';
import type { GptTable } from './gpt-table.ts';
import { partitionProblems } from './partition-problems.ts';
import { encodeProtectiveMbr } from './protective-mbr.ts';

export interface EncodedGpt {
  /** Protective MBR, header and entries: for offset 0. */
  readonly primary: Uint8Array;
  /** Entries and header: for the end of the disk. */
  readonly secondary: Uint8Array;
  readonly secondaryOffsetBytes: number;
}

/**
 * Both copies with 128 entries. The same table always gives the same bytes.
 * @throws Fault FMT-01 when the firmware would refuse the table, or a name, number or GUID cannot be stored
 */
export function encodeGpt(table: GptTable): EncodedGpt {
  const { sectorBytes, sizeBytes, diskGuid, partitions } = table;
  const geometry = gptGeometry(sectorBytes, sizeBytes);
  const { firstUsableLba, lastUsableLba, lastLba, headBytes, tailBytes } = geometry;
  const entries = encodeGptEntries(partitions);
  const [problem] = partitionProblems(partitions, geometry);
  if (problem !== undefined) throw new Fault('FMT-01', { format: 'GPT', field: 'partitions', problem });

  const header = (myLba: number, alternateLba: number, entriesLba: number): Uint8Array => {
    const counts = { entryCount: MAX_ENTRIES, entryBytes: ENTRY_BYTES, entriesCrc: crc32(entries) };
    const places = { myLba, alternateLba, entriesLba, firstUsableLba, lastUsableLba };
    return encodeGptHeader({ diskGuid, ...places, ...counts }, sectorBytes);
  };
  const mbr = encodeProtectiveMbr(sectorBytes, geometry.sectors);
  return {
    primary: joined(headBytes, [mbr, header(1, lastLba, 2), entries]),
    secondary: joined(tailBytes, [entries, header(lastLba, 1, lastUsableLba + 1)]),
    secondaryOffsetBytes: sizeBytes - tailBytes,
  };
}

function joined(sizeBytes: number, parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(sizeBytes);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
