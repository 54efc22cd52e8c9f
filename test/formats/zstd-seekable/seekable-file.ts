import { zstdCompressSync } from 'node:zlib';

export interface Entry {
  readonly packed: number;
  readonly content: number;
  readonly checksum?: number;
}

/** What a hostile file may have instead of what belongs there. */
export interface Oddities {
  readonly skippableMagic?: number;
  readonly frameSize?: number;
  readonly count?: number;
  readonly descriptor?: number;
  readonly seekableMagic?: number;
}

/** A seek table, written here a second time so that the reader is not tested with its own idea of the format. */
export function seekTable(entries: readonly Entry[], odd: Oddities = {}): Buffer {
  const body = Buffer.concat(entries.map(entryBytes));
  const header = words(odd.skippableMagic ?? 0x184d2a5e, odd.frameSize ?? body.length + 9);
  const checksums = entries.some(({ checksum }) => checksum !== undefined);
  const descriptor = Buffer.of(odd.descriptor ?? (checksums ? 0x80 : 0));
  const count = words(odd.count ?? entries.length);
  return Buffer.concat([header, body, count, descriptor, words(odd.seekableMagic ?? 0x8f92eab1)]);
}

function entryBytes({ packed, content, checksum }: Entry): Buffer {
  return checksum === undefined ? words(packed, content) : words(packed, content, checksum);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 * index);
  return bytes;
}

/** Frames of `frameBytes` of `content`, each packed on its own. */
export function packedFrames(content: Uint8Array, frameBytes: number): Buffer[] {
  const count = Math.ceil(content.length / frameBytes);
  return Array.from({ length: count }, (_, index) =>
    zstdCompressSync(content.subarray(index * frameBytes, (index + 1) * frameBytes)),
  );
}
