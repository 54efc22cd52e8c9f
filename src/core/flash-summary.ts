import type { FaultCode } from './fault-catalogue.ts';
import type { Facts } from './faults.ts';
import type { FirmwareVersions } from './firmware-outcome.ts';

/** What was read of the flash chip that the firmware of the device is in, or why nothing could be. */
export type FlashSummary =
  | {
      readonly read: 'yes';
      readonly hwid: string;
      /** Of the GBB. */
      readonly flags: number;
      readonly versions: FirmwareVersions;
      readonly sizeBytes: number;
    }
  | { readonly read: 'no'; readonly code: FaultCode; readonly facts: Facts };
