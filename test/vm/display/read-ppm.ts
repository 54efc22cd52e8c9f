import type { Picture } from './picture.ts';

/** As QEMU writes it: `P6`, sizes, the greatest value, and three bytes a pixel. Source: netpbm, ppm(5). */
const HEADER = /^P6\s+(\d+)\s+(\d+)\s+255\s/;
const HEADER_BYTES = 32;
const LIT_FROM = 64;

/** The picture of a screendump. A pixel is lit when one of its three colours is more than dim. */
export function readPpm(bytes: Uint8Array): Picture {
  const [header, width, height] =
    HEADER.exec(Buffer.from(bytes.subarray(0, HEADER_BYTES)).toString('latin1')) ?? [];
  if (header === undefined) throw new Error('This is no picture of a screendump');
  const [widthPx, heightPx] = [Number(width), Number(height)];
  const lit = new Uint8Array(widthPx * heightPx);
  for (let pixel = 0, at = header.length; pixel < lit.length; pixel += 1, at += 3)
    lit[pixel] = Math.max(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0) < LIT_FROM ? 0 : 1;
  return { widthPx, heightPx, lit };
}
