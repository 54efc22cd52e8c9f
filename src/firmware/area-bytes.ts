import type { Fmap } from '../formats/fmap/fmap.ts';

/** The bytes of an area of a whole flash image, not a copy; `'none'` when the map names none. */
export function areaBytes(image: Uint8Array, { areas }: Fmap, name: string): Uint8Array | 'none' {
  const area = areas.find((one) => one.name === name);
  return area === undefined ? 'none' : image.subarray(area.offsetBytes, area.offsetBytes + area.sizeBytes);
}
