import { ATTRIBUTE, DIRECTORY_ENTRY, LONG_NAME } from './directory-entry.ts';
import { shortNameChecksum } from './short-name-checksum.ts';

const UNITS = LONG_NAME.unitsAt.length;

/** The entries that stand in front of the one with the short name. `name` has to be one that FAT can hold. */
export function encodeLongName(name: string, shortName: Uint8Array): Uint8Array {
  const count = Math.ceil(name.length / UNITS);
  const entries = new Uint8Array(count * DIRECTORY_ENTRY.sizeBytes);
  const view = new DataView(entries.buffer);
  const checksum = shortNameChecksum(shortName);
  for (let nth = 0; nth < count; nth++) {
    // The end of the name comes first.
    const at = (count - 1 - nth) * DIRECTORY_ENTRY.sizeBytes;
    view.setUint8(at, (nth + 1) | (nth === count - 1 ? LONG_NAME.last : 0));
    view.setUint8(at + DIRECTORY_ENTRY.attributesAt, ATTRIBUTE.longName);
    view.setUint8(at + LONG_NAME.checksumAt, checksum);
    for (const [place, unitAt] of LONG_NAME.unitsAt.entries())
      view.setUint16(at + unitAt, unitOf(name, nth * UNITS + place), true);
  }
  return entries;
}

function unitOf(name: string, index: number): number {
  if (index < name.length) return name.charCodeAt(index);
  return index === name.length ? 0 : 0xffff;
}
