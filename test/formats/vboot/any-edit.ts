import fc from 'fast-check';
import type { Edit } from './resealed.ts';

const EDGES = [0, 1, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fff8, 0xffff_ffff];

/** Overwrites some of the 32-bit fields of a header with numbers that are small, large or next to an edge. */
export function anyEdit(headerBytes: number): fc.Arbitrary<Edit> {
  const at = fc.nat(headerBytes / 4 - 1).map((word) => word * 4);
  const value = fc.oneof(fc.nat(3000), fc.nat(0xffff_ffff), fc.constantFrom(...EDGES));
  return fc.array(fc.tuple(at, value), { minLength: 1, maxLength: 4 }).map((fields) => (view) => {
    for (const [offset, number] of fields) view.setUint32(offset, number, true);
  });
}
