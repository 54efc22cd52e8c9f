import { crc32 } from 'node:zlib';
import { readGptEntries } from './gpt-entries.ts';
import { ENTRY_BYTES, MAX_ENTRIES } from './gpt-geometry.ts';
import { type GptHeader, readGptHeader } from './gpt-header.ts';
import type { GptPartition } from './gpt-table.ts';
import { partitionProblems } from './partition-problems.ts';

/** A piece of a disk, and which copy of the GPT is to be read from it. */
export interface CopyPlace {
  readonly copy: 'primary' | 'secondary';
  readonly bytes: Uint8Array;
  /** Where `bytes` lies on the disk. */
  readonly offsetBytes: number;
  readonly sectorBytes: number;
  readonly lastLba: number;
}

export type GptCopy =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unusable'; readonly problems: readonly string[] }
  | { readonly kind: 'usable'; readonly header: GptHeader; readonly partitions: readonly GptPartition[] };

/** One copy. It is usable only when everything about it holds: nothing is taken from half a copy. */
export function readGptCopy(place: CopyPlace): GptCopy {
  const sector = piece(place, headerLba(place), place.sectorBytes);
  if (sector === 'not-there') return { kind: 'absent' };
  const reading = readGptHeader(sector);
  if (reading.kind === 'absent') return reading;
  if (reading.kind === 'broken') return unusable([reading.problem]);
  const { header } = reading;
  const problems = headerProblems(header, place);
  return problems.length > 0 ? unusable(problems) : withEntries(header, place);
}

function withEntries(header: GptHeader, place: CopyPlace): GptCopy {
  const entries = piece(place, header.entriesLba, header.entryCount * ENTRY_BYTES);
  if (entries === 'not-there') {
    return unusable([`the entries begin at sector ${header.entriesLba}, outside of what was read`]);
  }
  if (crc32(entries) !== header.entriesCrc) return unusable(['the CRC of the entries does not hold']);
  const partitions = readGptEntries(entries);
  const problems = partitionProblems(partitions, header);
  return problems.length > 0 ? unusable(problems) : { kind: 'usable', header, partitions };
}

/** The rules of the firmware (vboot_reference, cgptlib_internal.c), and the alternate header's place, which it skips. */
function headerProblems(header: GptHeader, place: CopyPlace): string[] {
  const { entryBytes, entryCount, myLba, alternateLba } = header;
  if (entryBytes !== ENTRY_BYTES || entryCount < 1 || entryCount > MAX_ENTRIES) {
    const must = `must be 1 to ${MAX_ENTRIES} of ${ENTRY_BYTES} bytes`;
    return [`the table has ${entryCount} entries of ${entryBytes} bytes, which ${must}`];
  }
  const [mine, other] = [headerLba(place), place.lastLba + 1 - headerLba(place)];
  return [
    ...(myLba === mine ? [] : [`the header says that it is sector ${myLba}, and it is ${mine}`]),
    ...(alternateLba === other
      ? []
      : [`the other header is said to be sector ${alternateLba}, not ${other}`]),
    ...placeProblems(header, place),
  ];
}

function placeProblems(header: GptHeader, { copy, sectorBytes, lastLba }: CopyPlace): string[] {
  const { entriesLba, firstUsableLba, lastUsableLba } = header;
  const entriesSectors = Math.ceil((header.entryCount * ENTRY_BYTES) / sectorBytes);
  const entriesFit =
    copy === 'primary'
      ? entriesLba >= 2 && entriesLba + entriesSectors <= firstUsableLba
      : entriesLba === lastLba - entriesSectors;
  const usable = firstUsableLba >= 2 + entriesSectors && lastUsableLba < lastLba - entriesSectors;
  const range = `the usable sectors are ${firstUsableLba} to ${lastUsableLba}`;
  return [
    ...(entriesFit ? [] : [`the entries begin at sector ${entriesLba}, where they cannot be`]),
    ...(firstUsableLba <= lastUsableLba ? [] : [`${range}, which is backwards`]),
    ...(usable ? [] : [`${range}, which overlaps a copy of the table`]),
  ];
}

function headerLba({ copy, lastLba }: CopyPlace): number {
  return copy === 'primary' ? 1 : lastLba;
}

function piece(place: CopyPlace, lba: number, lengthBytes: number): Uint8Array | 'not-there' {
  const from = lba * place.sectorBytes - place.offsetBytes;
  const there = from >= 0 && from + lengthBytes <= place.bytes.length;
  return there ? place.bytes.subarray(from, from + lengthBytes) : 'not-there';
}

function unusable(problems: readonly string[]): GptCopy {
  return { kind: 'unusable', problems };
}
