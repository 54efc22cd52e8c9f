import type { FirmwareOutcome } from '../core/firmware-outcome.ts';
import type { FlashReading } from '../firmware/flash-reading.ts';
import type { VerifiedFirmware } from '../firmware/verified-firmware.ts';

/** What is to become of the firmware, as far as it can be known before anything is written. */
export type ReadyFirmware =
  | { readonly kind: 'kept'; readonly outcome: Extract<FirmwareOutcome, { result: 'kept' }> }
  | {
      readonly kind: 'update';
      readonly firmware: VerifiedFirmware;
      readonly flash: Extract<FlashReading, { kind: 'read' }>;
    };
