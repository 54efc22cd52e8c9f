import { isFault } from '../core/faults.ts';
import type { FirmwareFlash } from '../core/firmware-flash.ts';
import type { FlashReading } from './flash-reading.ts';
import { readFlashFacts } from './read-flash-facts.ts';

/** Reads the chip once for a run. One that cannot be read ends no recovery. @throws the signal's reason */
export async function readFlash(
  open: () => Promise<FirmwareFlash | 'none'>,
  signal: AbortSignal,
): Promise<FlashReading> {
  try {
    const chip = await open();
    if (chip === 'none') return { kind: 'none' };
    return { kind: 'read', chip, facts: await readFlashFacts(chip, signal) };
  } catch (error) {
    if (isFault(error, 'FWR-01')) return { kind: 'unreadable', fault: error };
    throw error;
  }
}
