import type { Fault } from '../core/faults.ts';
import type { FirmwareFlash } from '../core/firmware-flash.ts';
import type { FlashFacts } from './flash-facts.ts';

/** The flash chip as this run found it; `none` where a simulated device has no chip. */
export type FlashReading =
  | { readonly kind: 'read'; readonly chip: FirmwareFlash; readonly facts: FlashFacts }
  | { readonly kind: 'unreadable'; readonly fault: Fault<'FWR-01'> }
  | { readonly kind: 'none' };
