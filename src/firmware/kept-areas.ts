import type { Fmap, FmapArea } from '../formats/fmap/fmap.ts';

/** The flag of an area that lives on when firmware is updated (FMAP_AREA_PRESERVE of vboot_reference, fmap.h). */
const PRESERVE = 8;
/**
 * What belongs to this one device or to its chipset, also where no map has the flag: the list that futility falls back on
 * (vboot_reference, futility/updater.c), and the areas of Intel's management engine.
 */
const ALWAYS_KEPT: ReadonlySet<string> = new Set([
  'RO_VPD',
  'RW_VPD',
  'RW_ELOG',
  'RW_NVRAM',
  'RW_PRESERVE',
  'RW_SMMSTORE',
  'SMMSTORE',
  'SI_DESC',
  'SI_ME',
]);

/** The areas of the chip that an update of it to `image` must not change: none of them lies inside of another. */
export function keptAreas(chip: Fmap, image: Fmap): readonly FmapArea[] {
  const flagged = [...chip.areas, ...image.areas].filter(({ flags }) => (flags & PRESERVE) !== 0);
  const names = new Set([...ALWAYS_KEPT, ...flagged.map(({ name }) => name)]);
  const kept = chip.areas.filter(({ name, sizeBytes }) => names.has(name) && sizeBytes > 0);
  return kept.filter((area, at) => !kept.some((other, nth) => nth !== at && covers(other, area, nth < at)));
}

/** Of two that are the same place, the first covers the other. */
function covers(outer: FmapArea, inner: FmapArea, comesFirst: boolean): boolean {
  const [end, innerEnd] = [outer.offsetBytes + outer.sizeBytes, inner.offsetBytes + inner.sizeBytes];
  if (outer.offsetBytes > inner.offsetBytes || end < innerEnd) return false;
  return outer.sizeBytes > inner.sizeBytes || comesFirst;
}
