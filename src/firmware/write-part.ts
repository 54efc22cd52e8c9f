import { Fault } from '../core/faults.ts';
import type { FirmwareFlash } from '../core/firmware-flash.ts';
import { FLASH_SLOTS } from './flash-slot.ts';
import type { FlashPart } from './plan-flash.ts';
import type { VerifiedFirmware } from './verified-firmware.ts';
import { verifySlot } from './verify-slot.ts';

/**
 * Writes one part of `image`, reads it back and compares. A slot is read whole and has to verify as it lies in the chip.
 * It cannot be stopped.
 * @throws Fault FWR-01, FWR-03, FWR-04, FWR-09, FWR-10
 */
export async function writePart(
  image: Uint8Array,
  { name, ranges }: FlashPart,
  { fmap, rootKey }: VerifiedFirmware,
  flash: FirmwareFlash,
): Promise<void> {
  const slot = FLASH_SLOTS.find((one) => name === `slot ${one}`);
  await flash.write(image, ranges);
  const section = fmap.areas.filter((area) => area.name === `RW_SECTION_${slot}`);
  const looked = slot === undefined ? ranges : section;
  const now = await flash.read(looked, new AbortController().signal);
  for (const { offsetBytes, sizeBytes } of looked) {
    const end = offsetBytes + sizeBytes;
    const wrong = firstDifference(now.subarray(offsetBytes, end), image.subarray(offsetBytes, end));
    if (wrong !== 'none') throw new Fault('FWR-10', { part: name, offsetBytes: offsetBytes + wrong });
  }
  if (slot !== undefined) verifySlot(now, fmap, slot, rootKey);
}

function firstDifference(is: Uint8Array, wanted: Uint8Array): number | 'none' {
  if (Buffer.compare(is, wanted) === 0) return 'none';
  return is.findIndex((byte, at) => byte !== wanted[at]);
}
