import { Fault } from '../../core/faults.ts';
import { ByteReader } from '../byte-reader.ts';
import { ENTRY_BYTES, MAX_ENTRIES } from './gpt-geometry.ts';
import type { GptPartition } from './gpt-table.ts';
import { encodeGuid, readGuid } from './guid.ts';

// Offsets in bytes within an entry. Source: UEFI specification, 5.3.3.
const AT = { typeGuid: 0, uniqueGuid: 16, firstLba: 32, lastLba: 40, attributes: 48, name: 56 } as const;
const NAME_UNITS = 36;
const UNUSED = '00000000-0000-0000-0000-000000000000';
const ALL_64_BITS = 0xffff_ffff_ffff_ffffn;

/**
 * The used ones of the entries in `bytes`, in the order of their numbers. Places
 * are not checked; a sector above 2⁵³ is rounded, which is beyond every disk
 * either way. Half a surrogate pair in a name becomes U+FFFD.
 */
export function readGptEntries(bytes: Uint8Array): GptPartition[] {
  const reader = new ByteReader('GPT', bytes);
  const count = Math.floor(bytes.length / ENTRY_BYTES);
  return Array.from({ length: count }, (_, index) => readEntry(reader, index)).filter(
    ({ typeGuid }) => typeGuid !== UNUSED,
  );
}

/**
 * All 128 entries.
 * @throws Fault FMT-01 for a value that an entry cannot hold, or a number that is taken
 */
export function encodeGptEntries(partitions: readonly GptPartition[]): Uint8Array {
  const bytes = new Uint8Array(MAX_ENTRIES * ENTRY_BYTES);
  const taken = new Set<number>();
  for (const partition of partitions) {
    const { number } = partition;
    if (!Number.isInteger(number) || number < 1 || number > MAX_ENTRIES) {
      throw bad(partition, 'number', `it must be 1 to ${MAX_ENTRIES}`);
    }
    if (taken.has(number)) throw bad(partition, 'number', 'it is taken');
    taken.add(number);
    bytes.set(encodeEntry(partition), (number - 1) * ENTRY_BYTES);
  }
  return bytes;
}

function readEntry(reader: ByteReader, index: number): GptPartition {
  const start = index * ENTRY_BYTES;
  return {
    number: index + 1,
    typeGuid: readGuid(reader, start + AT.typeGuid, 'type GUID'),
    uniqueGuid: readGuid(reader, start + AT.uniqueGuid, 'unique GUID'),
    firstLba: Number(reader.u64(start + AT.firstLba, 'first sector')),
    lastLba: Number(reader.u64(start + AT.lastLba, 'last sector')),
    attributes: reader.u64(start + AT.attributes, 'attributes'),
    name: readName(reader, start + AT.name),
  };
}

function readName(reader: ByteReader, offsetBytes: number): string {
  const units = Array.from({ length: NAME_UNITS }, (_, nth) => reader.u16(offsetBytes + nth * 2, 'name'));
  const end = units.indexOf(0);
  return String.fromCharCode(...units.slice(0, end < 0 ? NAME_UNITS : end)).toWellFormed();
}

function encodeEntry(partition: GptPartition): Uint8Array {
  const { typeGuid, uniqueGuid, firstLba, lastLba, attributes, name } = partition;
  if (typeGuid === UNUSED) throw bad(partition, 'type GUID', 'all zeros would mean that it is not used');
  if (attributes < 0n || attributes > ALL_64_BITS) throw bad(partition, 'attributes', 'they are not 64 bits');
  const entry = new Uint8Array(ENTRY_BYTES);
  const view = new DataView(entry.buffer);
  entry.set(encodeGuid(typeGuid, 'type GUID'), AT.typeGuid);
  entry.set(encodeGuid(uniqueGuid, 'unique GUID'), AT.uniqueGuid);
  view.setBigUint64(AT.firstLba, lba(partition, firstLba), true);
  view.setBigUint64(AT.lastLba, lba(partition, lastLba), true);
  view.setBigUint64(AT.attributes, attributes, true);
  checkName(partition);
  for (let nth = 0; nth < name.length; nth++) view.setUint16(AT.name + nth * 2, name.charCodeAt(nth), true);
  return entry;
}

function lba(partition: GptPartition, value: number): bigint {
  if (Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  throw bad(partition, 'sectors', `${value} is not a sector`);
}

function checkName(partition: GptPartition): void {
  const { name } = partition;
  if (name.length > NAME_UNITS) {
    throw bad(partition, 'name', `it has ${name.length} UTF-16 units of ${NAME_UNITS} at most`);
  }
  if (name.includes('\0')) throw bad(partition, 'name', 'it has a NUL, and would be read only up to there');
  if (!name.isWellFormed()) throw bad(partition, 'name', 'it has half a surrogate pair');
}

function bad({ number }: GptPartition, field: string, problem: string): Fault {
  return new Fault('FMT-01', { format: 'GPT', field, problem: `partition ${number}: ${problem}` });
}
