import { ByteReader } from '../byte-reader.ts';
import {
  FMAP_AREA_AT,
  FMAP_AREA_BYTES,
  FMAP_AT,
  FMAP_HEADER_BYTES,
  FMAP_MAX_AREAS,
  FMAP_NAME_BYTES,
  FMAP_SIGNATURE,
  type Fmap,
  type FmapArea,
} from './fmap.ts';

/**
 * Reads the FMAP at `offsetBytes`; what lies around it is not looked at.
 * @throws Fault FMT-01 when it is none, is cut short, or has an area that is nameless, named twice, or outside of the flash
 */
export function readFmap(bytes: Uint8Array, offsetBytes = 0): Fmap {
  const reader = new ByteReader('FMAP', bytes);
  const at = (field: number): number => offsetBytes + field;
  const signature = reader.slice(offsetBytes, FMAP_SIGNATURE.length, 'signature');
  if (new TextDecoder('latin1').decode(signature) !== FMAP_SIGNATURE) {
    throw reader.fault('signature', `it is not "${FMAP_SIGNATURE}"`);
  }
  const major = reader.u8(at(FMAP_AT.majorVersion), 'version');
  if (major !== 1) throw reader.fault('version', `it is ${major} and must be 1`);
  const sizeBytes = reader.u32(at(FMAP_AT.size), 'size');
  return {
    baseAddress: reader.u64(at(FMAP_AT.base), 'base'),
    sizeBytes,
    name: reader.ascii(at(FMAP_AT.name), FMAP_NAME_BYTES, 'name'),
    areas: readAreas(reader, offsetBytes, sizeBytes),
  };
}

function readAreas(reader: ByteReader, offsetBytes: number, flashBytes: number): FmapArea[] {
  const count = reader.u16(offsetBytes + FMAP_AT.count, 'number of areas');
  if (count > FMAP_MAX_AREAS) {
    throw reader.fault('number of areas', `it is ${count} and must be ${FMAP_MAX_AREAS} at most`);
  }
  const seen = new Set<string>();
  return Array.from({ length: count }, (_, nth) => {
    const area = readArea(reader, offsetBytes + FMAP_HEADER_BYTES + nth * FMAP_AREA_BYTES);
    checkArea(reader, area, nth, flashBytes);
    if (seen.has(area.name)) throw reader.fault('area name', `"${area.name}" is there twice`);
    seen.add(area.name);
    return area;
  });
}

function readArea(reader: ByteReader, at: number): FmapArea {
  return {
    name: reader.ascii(at + FMAP_AREA_AT.name, FMAP_NAME_BYTES, 'area name'),
    offsetBytes: reader.u32(at + FMAP_AREA_AT.offset, 'area offset'),
    sizeBytes: reader.u32(at + FMAP_AREA_AT.size, 'area size'),
    flags: reader.u16(at + FMAP_AREA_AT.flags, 'area flags'),
  };
}

function checkArea(reader: ByteReader, area: FmapArea, nth: number, flashBytes: number): void {
  const { name, offsetBytes, sizeBytes } = area;
  if (name === '') throw reader.fault('area name', `area ${nth} has none`);
  if (offsetBytes + sizeBytes <= flashBytes) return;
  const problem = `"${name}" has ${sizeBytes} bytes at ${offsetBytes} of a flash of ${flashBytes}`;
  throw reader.fault('area size', problem);
}
