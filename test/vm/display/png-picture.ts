import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { Picture } from './picture.ts';

/** Source: PNG specification, third edition: 5.2 signature, 5.3 chunks, 11.2.1 IHDR. */
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const SIZES_BYTES = 8;
/** One bit a pixel, grey, and the usual compression; rows are not filtered. */
const KIND = Buffer.from([1, 0, 0, 0, 0]);
const NO_FILTER = 0;

/** The picture as a PNG of one bit a pixel. */
export function toPng({ widthPx, heightPx, lit }: Picture): Buffer {
  const sizes = Buffer.alloc(SIZES_BYTES);
  sizes.writeUInt32BE(widthPx, 0);
  sizes.writeUInt32BE(heightPx, 4);
  const rowBytes = 1 + Math.ceil(widthPx / 8);
  const rows = Buffer.alloc(rowBytes * heightPx, NO_FILTER);
  for (let y = 0; y < heightPx; y += 1)
    for (let x = 0; x < widthPx; x += 1)
      if (lit[y * widthPx + x] === 1) setBit(rows, (y * rowBytes + 1) * 8 + x);
  const data = deflateSync(rows, { level: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([sizes, KIND])),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Reads what `toPng()` writes. @throws on any other PNG */
export function fromPng(bytes: Buffer): Picture {
  const chunks = chunksOf(bytes);
  const header = chunks.get('IHDR');
  if (header === undefined || !header.subarray(SIZES_BYTES).equals(KIND))
    throw new Error('This PNG was written by something else');
  const [widthPx, heightPx] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  const rowBytes = 1 + Math.ceil(widthPx / 8);
  const lit = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y += 1)
    for (let x = 0; x < widthPx; x += 1)
      lit[y * widthPx + x] = ((rows[y * rowBytes + 1 + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
  return { widthPx, heightPx, lit };
}

/** Bits are counted from the most significant one of a byte on. */
function setBit(bytes: Uint8Array, bit: number): void {
  const at = bit >> 3;
  bytes[at] = (bytes[at] ?? 0) | (0x80 >> (bit & 7));
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function chunksOf(bytes: Buffer): ReadonlyMap<string, Buffer> {
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error('This is no PNG');
  const chunks = new Map<string, Buffer>();
  for (let at = SIGNATURE.length; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    chunks.set(name, bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return chunks;
}
