import { Fault } from '../core/faults.ts';
import type { FirmwareFlash } from '../core/firmware-flash.ts';
import type { FlashState } from '../core/firmware-outcome.ts';
import { FLASH_SLOTS } from './flash-slot.ts';
import type { FlashPlan } from './plan-flash.ts';
import { slotVerifies } from './slot-verifies.ts';
import type { VerifiedFirmware } from './verified-firmware.ts';

interface Attempt {
  /** What was in the chip before. */
  readonly chip: Uint8Array;
  readonly plan: Extract<FlashPlan, { kind: 'write' }>;
}

/** What a failed write left in the chip, as it is read now. */
export async function flashState(
  flash: FirmwareFlash,
  { chip, plan }: Attempt,
  { fmap, rootKey }: VerifiedFirmware,
): Promise<FlashState> {
  const now = await asItIs(flash);
  if (now === 'unreadable' || now.length !== chip.length) return 'unknown';
  if (Buffer.compare(now, chip) === 0) return 'as-before';
  if (!readOnlyPartIsWhole(now, chip, plan)) return 'read-only-part';
  return FLASH_SLOTS.some((slot) => slotVerifies(now, fmap, slot, rootKey)) ? 'one-slot' : 'no-slot';
}

async function asItIs(flash: FirmwareFlash): Promise<Uint8Array | 'unreadable'> {
  try {
    return await flash.readAll(new AbortController().signal);
  } catch (error) {
    if (error instanceof Fault) return 'unreadable';
    throw error;
  }
}

/** All old, or all new: half of each does not start. */
function readOnlyPartIsWhole(now: Uint8Array, chip: Uint8Array, { image, parts }: Attempt['plan']): boolean {
  const ranges = parts.filter(({ name }) => name === 'read-only part').flatMap((part) => part.ranges);
  const is = (wanted: Uint8Array): boolean =>
    ranges.every(
      ({ offsetBytes, sizeBytes }) =>
        Buffer.compare(
          now.subarray(offsetBytes, offsetBytes + sizeBytes),
          wanted.subarray(offsetBytes, offsetBytes + sizeBytes),
        ) === 0,
    );
  return is(chip) || is(image);
}
