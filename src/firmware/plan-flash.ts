import type { FlashRange } from '../core/firmware-flash.ts';
import type { Fmap } from '../formats/fmap/fmap.ts';
import type { FlashFacts } from './flash-facts.ts';
import { FLASH_SLOTS, type FlashSlot } from './flash-slot.ts';
import { keptAreas } from './kept-areas.ts';
import { slotVerifies } from './slot-verifies.ts';
import type { VerifiedFirmware } from './verified-firmware.ts';
import { wantedImage } from './wanted-image.ts';

/** What is written at one go, and found right before the next. */
export interface FlashPart {
  readonly name: 'slot A' | 'slot B' | 'unsigned part' | 'read-only part';
  readonly ranges: readonly FlashRange[];
}

export type FlashPlan =
  | { readonly kind: 'same' }
  | { readonly kind: 'write'; readonly image: Uint8Array; readonly parts: readonly FlashPart[] };

const BLOCK_BYTES = 4096;

/**
 * What to write, and in which order, so that at every moment one slot verifies as long as one did before: a slot that does
 * not start is mended first; where both do, B goes first, since nobody knows in recovery which one was in use (vboot says
 * 0xff) and A is what firmware prefers. The part that starts first comes last.
 * @param chip the whole chip as it is now
 * @throws Fault FWR-05 when the hardware ID has no room
 */
export function planFlash(chip: Uint8Array, facts: FlashFacts, firmware: VerifiedFirmware): FlashPlan {
  const image = wantedImage(chip, facts, firmware);
  const kept = keptAreas(facts.fmap, firmware.fmap);
  const parts = partsOf(chip, facts, firmware).map(({ name, places }) => ({
    name,
    ranges: places.flatMap((place) => without(place, kept)).flatMap((place) => changed(chip, image, place)),
  }));
  const written = parts.filter(({ ranges }) => ranges.length > 0);
  return written.length === 0 ? { kind: 'same' } : { kind: 'write', image, parts: written };
}

interface Part {
  readonly name: FlashPart['name'];
  readonly places: readonly FlashRange[];
}

function partsOf(
  chip: Uint8Array,
  { fmap }: FlashFacts,
  { fmap: map, rootKey }: VerifiedFirmware,
): readonly Part[] {
  const starts = (slot: FlashSlot): number => Number(slotVerifies(chip, fmap, slot, rootKey));
  const slots = FLASH_SLOTS.toSorted((a, b) => starts(a) - starts(b) || b.localeCompare(a)).map((slot) => ({
    name: `slot ${slot}` as const,
    places: named(map, `RW_SECTION_${slot}`),
  }));
  const sections = slots.flatMap(({ places }) => places);
  const rest = without({ name: 'flash', offsetBytes: 0, sizeBytes: chip.length }, sections);
  const readOnly = named(map, 'WP_RO');
  // A map that does not say what starts first: all of it may.
  if (readOnly.length === 0) return [...slots, { name: 'read-only part', places: rest }];
  const unsigned = rest.flatMap((place) => without(place, readOnly));
  return [
    ...slots,
    { name: 'unsigned part', places: unsigned },
    { name: 'read-only part', places: readOnly },
  ];
}

function named({ areas }: Fmap, wanted: string): readonly FlashRange[] {
  return areas.filter(({ name }) => name === wanted);
}

/** What is left of a stretch without the others, in order. */
function without(whole: FlashRange, others: readonly FlashRange[]): readonly FlashRange[] {
  const left: FlashRange[] = [];
  let at = whole.offsetBytes;
  const upTo = (end: number): void => {
    if (end > at) left.push({ name: `${whole.name}_${left.length}`, offsetBytes: at, sizeBytes: end - at });
  };
  for (const other of others.toSorted((a, b) => a.offsetBytes - b.offsetBytes)) {
    upTo(Math.min(other.offsetBytes, endOf(whole)));
    at = Math.max(at, endOf(other));
  }
  upTo(endOf(whole));
  return left;
}

/** From the first block that differs to the last: what is the same needs no erasing. */
function changed(
  chip: Uint8Array,
  image: Uint8Array,
  { name, offsetBytes, sizeBytes }: FlashRange,
): readonly FlashRange[] {
  const end = offsetBytes + sizeBytes;
  let [from, to] = [end, offsetBytes];
  for (let at = offsetBytes; at < end; at = nextBlock(at)) {
    const next = Math.min(nextBlock(at), end);
    if (Buffer.compare(chip.subarray(at, next), image.subarray(at, next)) === 0) continue;
    from = Math.min(from, at);
    to = next;
  }
  return from < to ? [{ name, offsetBytes: from, sizeBytes: to - from }] : [];
}

function nextBlock(at: number): number {
  return (Math.floor(at / BLOCK_BYTES) + 1) * BLOCK_BYTES;
}

function endOf({ offsetBytes, sizeBytes }: FlashRange): number {
  return offsetBytes + sizeBytes;
}
