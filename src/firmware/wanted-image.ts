import type { FmapArea } from '../formats/fmap/fmap.ts';
import { areaBytes } from './area-bytes.ts';
import type { FlashFacts } from './flash-facts.ts';
import { FLASH_SLOTS } from './flash-slot.ts';
import { keepGbb } from './keep-gbb.ts';
import { keptAreas } from './kept-areas.ts';
import type { VerifiedFirmware } from './verified-firmware.ts';

type Wanted = Pick<VerifiedFirmware, 'image' | 'fmap' | 'scope'>;

/** Not signed, not kept, and written with the slots by vboot's own updater. */
const BESIDE_SLOTS = ['RW_LEGACY', 'RW_SHARED'];

/**
 * The whole chip as it is to be after an update, `chip` being what is in it now.
 * @throws Fault FWR-05 when the GBB of the image has no room for the hardware ID
 */
export function wantedImage(
  chip: Uint8Array,
  { fmap }: Pick<FlashFacts, 'fmap'>,
  firmware: Wanted,
): Uint8Array {
  const image = firmware.scope === 'whole' ? copyOf(firmware.image) : withSlots(chip, fmap.areas, firmware);
  for (const { offsetBytes, sizeBytes } of keptAreas(fmap, firmware.fmap))
    image.set(chip.subarray(offsetBytes, offsetBytes + sizeBytes), offsetBytes);
  if (firmware.scope === 'whole') {
    const [from, into] = [areaBytes(chip, fmap, 'GBB'), areaBytes(image, firmware.fmap, 'GBB')];
    if (from !== 'none' && into !== 'none') keepGbb(from, into);
  }
  return image;
}

function withSlots(chip: Uint8Array, areas: readonly FmapArea[], firmware: Wanted): Uint8Array {
  const image = copyOf(chip);
  const sections = FLASH_SLOTS.map((slot) => `RW_SECTION_${slot}`);
  for (const { name, offsetBytes, sizeBytes } of areas) {
    if (![...sections, ...BESIDE_SLOTS].includes(name) || !isInPlace(firmware, name, offsetBytes, sizeBytes))
      continue;
    image.set(firmware.image.subarray(offsetBytes, offsetBytes + sizeBytes), offsetBytes);
  }
  return image;
}

function isInPlace({ fmap }: Wanted, name: string, offsetBytes: number, sizeBytes: number): boolean {
  return fmap.areas.some(
    (area) => area.name === name && area.offsetBytes === offsetBytes && area.sizeBytes === sizeBytes,
  );
}

/** Not `slice`: a Buffer's is a view. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
