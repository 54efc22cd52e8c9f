import { Fault } from '../core/faults.ts';
import type { Fmap } from '../formats/fmap/fmap.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';
import type { FlashSlot } from './flash-slot.ts';
import { verifySlot } from './verify-slot.ts';

/** Whether the read-only firmware would start a slot, as far as its signatures go. */
export function slotVerifies(image: Uint8Array, fmap: Fmap, slot: FlashSlot, rootKey: PackedKey): boolean {
  try {
    verifySlot(image, fmap, slot, rootKey);
    return true;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}
