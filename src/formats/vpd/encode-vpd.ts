import { Fault } from '../../core/faults.ts';
import { VPD_IN_FLASH_AREA, VPD_INFO_BYTES, VPD_INFO_MAGIC, VPD_TYPE } from './vpd.ts';

/**
 * A VPD 2.0 for a flash area of `areaBytes`, as `readVpd` reads it: erased where nothing is, also where the tables of VPD
 * 1.x would be.
 * @throws Fault FMT-01 when a key is not printable ASCII, or there is no room
 */
export function encodeVpd(texts: ReadonlyMap<string, string>, areaBytes: number): Uint8Array {
  const entries = Buffer.concat([...texts].map(([key, value]) => entryOf(key, value)));
  const neededBytes = VPD_IN_FLASH_AREA + VPD_INFO_BYTES + entries.length;
  if (neededBytes > areaBytes)
    throw bad('size', `${neededBytes} bytes are needed, and there are ${areaBytes}`);
  const area = new Uint8Array(areaBytes).fill(VPD_TYPE.erased);
  area.set(VPD_INFO_MAGIC, VPD_IN_FLASH_AREA);
  new DataView(area.buffer).setUint32(VPD_IN_FLASH_AREA + VPD_INFO_MAGIC.length, entries.length, true);
  area.set(entries, VPD_IN_FLASH_AREA + VPD_INFO_BYTES);
  return area;
}

function entryOf(key: string, value: string): Uint8Array {
  if (!/^[\x20-\x7e]+$/.test(key)) throw bad('key', `"${key}" is not printable ASCII`);
  return Buffer.concat([Uint8Array.of(VPD_TYPE.text), sized(key), sized(value)]);
}

function sized(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return Buffer.concat([Uint8Array.from(lengthOf(bytes.length)), bytes]);
}

/** Groups of seven bits, the highest first, each but the last with its top bit set. */
function lengthOf(length: number): number[] {
  const groups = [length & 0x7f];
  for (let rest = length >>> 7; rest > 0; rest >>>= 7) groups.unshift((rest & 0x7f) | 0x80);
  return groups;
}

function bad(field: string, problem: string): Fault {
  return new Fault('FMT-01', { format: 'VPD', field, problem });
}
