import type { Piece } from '../install/over-slots.ts';
import type { Content } from './content.ts';
import { fillFrom } from './fill-from.ts';

/**
 * Fills the buffer of a piece from a content, and what is left of its last sector with zeros. Returns the whole sectors.
 * @throws RangeError when there is less than the content said, or what it throws
 */
export async function fillPadded(
  content: Content,
  { offsetBytes, bytes }: Piece,
  sectorBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const whole = new Uint8Array(
    bytes.buffer,
    bytes.byteOffset,
    Math.ceil(bytes.length / sectorBytes) * sectorBytes,
  );
  whole.fill(0, bytes.length);
  await fillFrom(content, offsetBytes, bytes, signal);
  return whole;
}
