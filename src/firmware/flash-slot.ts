/** One of the two copies of the firmware of which the device starts one. */
export type FlashSlot = 'A' | 'B';

export const FLASH_SLOTS: readonly FlashSlot[] = ['A', 'B'];
