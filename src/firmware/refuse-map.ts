import { Fault } from '../core/faults.ts';
import type { FlashRange } from '../core/firmware-flash.ts';
import type { Fmap, FmapArea } from '../formats/fmap/fmap.ts';
import { FLASH_SLOTS, type FlashSlot } from './flash-slot.ts';
import { keptAreas } from './kept-areas.ts';
import type { VerifiedFirmware } from './verified-firmware.ts';

/** What a chip erases at once at least: what shares such a block with something else would be damaged with it. */
const BLOCK_BYTES = 4096;
const READ_ONLY = ['GBB', 'RO_FRID', 'FMAP'];

/**
 * Refuses an image whose map cannot be brought onto the chip. The firmware that starts first finds the slots where its own
 * map has them, old or new: so they must lie in one place in both. What is kept must lie in one place as well, or it would
 * have to be moved, and a power cut could lose it.
 * @throws Fault FWR-05
 */
export function refuseMap(image: Fmap, chip: Fmap, scope: VerifiedFirmware['scope']): void {
  for (const slot of FLASH_SLOTS) refuseSlot(image, chip, slot);
  const kept = keptAreas(chip, image);
  if (scope === 'whole') {
    for (const area of kept) refusePartBlocks(area);
    for (const area of [...kept, needed(chip, 'GBB')]) refuseMoved(needed(image, area.name), area);
    needed(image, 'RO_FRID');
  }
  for (const fmap of [image, chip]) refuseOverlaps(fmap, kept);
}

function refuseSlot(image: Fmap, chip: Fmap, slot: FlashSlot): void {
  const section = needed(image, `RW_SECTION_${slot}`);
  refusePartBlocks(section);
  for (const name of [section.name, `VBLOCK_${slot}`, `FW_MAIN_${slot}`]) {
    refuseMoved(needed(image, name), needed(chip, name));
    refuseOutside(needed(image, name), section);
  }
  refuseOutside(needed(image, `RW_FWID_${slot}`), section);
}

function refusePartBlocks({ name, offsetBytes, sizeBytes }: FmapArea): void {
  if (offsetBytes % BLOCK_BYTES === 0 && sizeBytes % BLOCK_BYTES === 0) return;
  throw bad(`${name} is not whole blocks of ${BLOCK_BYTES} bytes`);
}

function refuseMoved(image: FmapArea, chip: FmapArea): void {
  if (image.offsetBytes === chip.offsetBytes && image.sizeBytes === chip.sizeBytes) return;
  throw bad(`${place(image)}, and on the chip ${place(chip)}`);
}

function refuseOutside(area: FmapArea, section: FmapArea): void {
  if (area.offsetBytes >= section.offsetBytes && endOf(area) <= endOf(section)) return;
  throw bad(`${place(area)} is not inside of ${place(section)}`);
}

/** Of the areas that mean something here, none shares a byte with another. */
function refuseOverlaps({ areas }: Fmap, kept: readonly FmapArea[]): void {
  const named = (names: readonly string[]): FmapArea[] => areas.filter(({ name }) => names.includes(name));
  const sections = named(FLASH_SLOTS.map((slot) => `RW_SECTION_${slot}`));
  const inSlots = FLASH_SLOTS.map((slot) => [`VBLOCK_${slot}`, `FW_MAIN_${slot}`, `RW_FWID_${slot}`]);
  const outside = named(READ_ONLY).filter(({ name }) => kept.every((area) => area.name !== name));
  const written = [...sections, ...named(['WP_RO', 'RW_LEGACY', 'RW_SHARED'])];
  for (const group of [...inSlots.map(named), written, [...sections, ...outside, ...kept]])
    refuseSharing(group);
}

function refuseSharing(areas: readonly FmapArea[]): void {
  let before: FmapArea | undefined;
  for (const area of areas.toSorted((a, b) => a.offsetBytes - b.offsetBytes)) {
    if (area.sizeBytes === 0) continue;
    if (before !== undefined && area.offsetBytes < endOf(before))
      throw bad(`${place(before)} and ${place(area)} overlap`);
    before = area;
  }
}

function needed({ areas }: Fmap, name: string): FmapArea {
  const area = areas.find((one) => one.name === name);
  if (area === undefined) throw bad(`a map has no ${name}`);
  return area;
}

function endOf({ offsetBytes, sizeBytes }: FlashRange): number {
  return offsetBytes + sizeBytes;
}

function place({ name, offsetBytes, sizeBytes }: FlashRange): string {
  return `${name} (${sizeBytes} bytes at ${offsetBytes})`;
}

function bad(problem: string): Fault {
  return new Fault('FWR-05', { problem });
}
