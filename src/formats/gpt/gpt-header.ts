import { crc32 } from 'node:zlib';
import { ByteReader } from '../byte-reader.ts';
import { encodeGuid, readGuid } from './guid.ts';

/** Sectors above 2⁵³ are rounded: they are beyond every disk either way. */
export interface GptHeader {
  readonly myLba: number;
  readonly alternateLba: number;
  readonly firstUsableLba: number;
  readonly lastUsableLba: number;
  readonly diskGuid: string;
  readonly entriesLba: number;
  readonly entryCount: number;
  readonly entryBytes: number;
  readonly entriesCrc: number;
}

// Offsets in bytes. Source: UEFI specification, 5.3.2; vboot_reference, gpt.h.
const AT = {
  signature: 0,
  revision: 8,
  headerBytes: 12,
  crc: 16,
  reserved: 20,
  myLba: 24,
  alternateLba: 32,
  firstUsableLba: 40,
  lastUsableLba: 48,
  diskGuid: 56,
  entriesLba: 72,
  entryCount: 80,
  entryBytes: 84,
  entriesCrc: 88,
} as const;

const HEADER_BYTES = 92;
const REVISION = 0x00010000;

/**
 * The firmware reads `EFI PART` and `CHROMEOS` (what `cgpt legacy` hides a table
 * from other systems with) alike, and skips a copy marked `IGNOREME`. So do we;
 * only `EFI PART` is ever written.
 */
const READ = ['EFI PART', 'CHROMEOS'];
const SKIPPED = 'IGNOREME';

export type HeaderReading =
  | { readonly kind: 'absent' }
  | { readonly kind: 'broken'; readonly problem: string }
  | { readonly kind: 'intact'; readonly header: GptHeader };

/** `intact` says that the CRC holds, and nothing about the values. `sector` is one whole sector. */
export function readGptHeader(sector: Uint8Array): HeaderReading {
  const reader = new ByteReader('GPT', sector);
  if (reader.sizeBytes < HEADER_BYTES) return { kind: 'absent' };
  const signature = new TextDecoder('latin1').decode(reader.slice(AT.signature, 8, 'signature'));
  if (signature === SKIPPED) return { kind: 'broken', problem: 'the header is marked IGNOREME' };
  if (!READ.includes(signature)) return { kind: 'absent' };
  const problem = envelopeProblem(reader, sector);
  return problem === 'none' ? { kind: 'intact', header: fields(reader) } : { kind: 'broken', problem };
}

/** One sector with the header in it, CRC included. */
export function encodeGptHeader(header: GptHeader, sectorBytes: number): Uint8Array {
  const sector = new Uint8Array(sectorBytes);
  const view = new DataView(sector.buffer);
  sector.set(new TextEncoder().encode('EFI PART'), AT.signature);
  view.setUint32(AT.revision, REVISION, true);
  view.setUint32(AT.headerBytes, HEADER_BYTES, true);
  for (const lba of ['myLba', 'alternateLba', 'firstUsableLba', 'lastUsableLba', 'entriesLba'] as const) {
    view.setBigUint64(AT[lba], BigInt(header[lba]), true);
  }
  sector.set(encodeGuid(header.diskGuid, 'disk GUID'), AT.diskGuid);
  for (const field of ['entryCount', 'entryBytes', 'entriesCrc'] as const) {
    view.setUint32(AT[field], header[field], true);
  }
  view.setUint32(AT.crc, headerCrc(sector, HEADER_BYTES), true);
  return sector;
}

function envelopeProblem(reader: ByteReader, sector: Uint8Array): string {
  const revision = reader.u32(AT.revision, 'revision');
  if (revision !== REVISION) return `the revision is ${revision >>> 16}.${revision & 0xffff} and must be 1.0`;
  const headerBytes = reader.u32(AT.headerBytes, 'header size');
  if (headerBytes < HEADER_BYTES || headerBytes > sector.length) {
    return `the header has ${headerBytes} bytes and must have ${HEADER_BYTES} to ${sector.length}`;
  }
  const crc = reader.u32(AT.crc, 'header CRC');
  if (crc !== headerCrc(sector, headerBytes)) return 'the CRC of the header does not hold';
  const reserved = reader.u32(AT.reserved, 'reserved');
  return reserved === 0 ? 'none' : `the reserved field of the header is ${reserved} and must be 0`;
}

/** The CRC counts its own four bytes as zero. */
function headerCrc(sector: Uint8Array, headerBytes: number): number {
  // Not slice(): that of a Buffer is no copy, and the caller's bytes would change.
  const counted = Uint8Array.from(sector.subarray(0, headerBytes));
  counted.fill(0, AT.crc, AT.crc + 4);
  return crc32(counted);
}

function fields(reader: ByteReader): GptHeader {
  const lba = (field: keyof typeof AT): number => Number(reader.u64(AT[field], field));
  return {
    myLba: lba('myLba'),
    alternateLba: lba('alternateLba'),
    firstUsableLba: lba('firstUsableLba'),
    lastUsableLba: lba('lastUsableLba'),
    diskGuid: readGuid(reader, AT.diskGuid, 'disk GUID'),
    entriesLba: lba('entriesLba'),
    entryCount: reader.u32(AT.entryCount, 'number of entries'),
    entryBytes: reader.u32(AT.entryBytes, 'size of an entry'),
    entriesCrc: reader.u32(AT.entriesCrc, 'entries CRC'),
  };
}
