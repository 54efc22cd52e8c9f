import { Fault } from '../../core/faults.ts';
import {
  FMAP_AREA_AT,
  FMAP_AREA_BYTES,
  FMAP_AT,
  FMAP_HEADER_BYTES,
  FMAP_NAME_BYTES,
  FMAP_SIGNATURE,
  type Fmap,
} from './fmap.ts';
import { readFmap } from './read-fmap.ts';

/**
 * An FMAP of version 1.1: the header and the areas, in their order.
 * @throws Fault FMT-01 for anything that `readFmap` would refuse
 */
export function encodeFmap({ baseAddress, sizeBytes, name, areas }: Fmap): Uint8Array {
  const bytes = new Uint8Array(FMAP_HEADER_BYTES + areas.length * FMAP_AREA_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(FMAP_SIGNATURE));
  view.setUint8(FMAP_AT.majorVersion, 1);
  view.setUint8(FMAP_AT.minorVersion, 1);
  if (BigInt.asUintN(64, baseAddress) !== baseAddress) throw bad('base', `${baseAddress} is not 64 bits`);
  view.setBigUint64(FMAP_AT.base, baseAddress, true);
  view.setUint32(FMAP_AT.size, within(sizeBytes, 0xffffffff, 'size'), true);
  bytes.set(nameBytes(name, 'name'), FMAP_AT.name);
  view.setUint16(FMAP_AT.count, within(areas.length, 0xffff, 'number of areas'), true);
  for (const [nth, area] of areas.entries()) {
    const at = FMAP_HEADER_BYTES + nth * FMAP_AREA_BYTES;
    view.setUint32(at + FMAP_AREA_AT.offset, within(area.offsetBytes, 0xffffffff, 'area offset'), true);
    view.setUint32(at + FMAP_AREA_AT.size, within(area.sizeBytes, 0xffffffff, 'area size'), true);
    bytes.set(nameBytes(area.name, 'area name'), at + FMAP_AREA_AT.name);
    view.setUint16(at + FMAP_AREA_AT.flags, within(area.flags, 0xffff, 'area flags'), true);
  }
  readFmap(bytes);
  return bytes;
}

function within(value: number, max: number, field: string): number {
  if (Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw bad(field, `it is ${value} and must be 0 to ${max}`);
}

function nameBytes(text: string, field: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= FMAP_NAME_BYTES && !bytes.includes(0)) return bytes;
  throw bad(field, `it is longer than ${FMAP_NAME_BYTES} bytes or has a NUL`);
}

function bad(field: string, problem: string): Fault {
  return new Fault('FMT-01', { format: 'FMAP', field, problem });
}
