import type { FaultCode } from './fault-catalogue.ts';
import type { Facts } from './faults.ts';

/** The names that the parts of a flash chip give themselves (FWID), e.g. `Google_Nimbus.15117.112.0`, or `unknown`. */
export interface FirmwareVersions {
  readonly readOnly: string;
  readonly slotA: string;
  readonly slotB: string;
}

/** Why the device keeps the firmware that it has. */
export type FirmwareKept = 'none' | 'same' | 'flash-unreadable' | 'refused' | 'not-saved' | 'power';

/**
 * What an update that failed leaves in the flash: `as-before`, `one-slot` when one of the two slots is whole and the other
 * may not be, `no-slot` when none is and none was, `read-only-part` when the part that starts first may be damaged.
 */
export type FlashState = 'as-before' | 'one-slot' | 'no-slot' | 'read-only-part' | 'unknown';

/** How a run ended for the firmware. `saved` is the path of the old one on the stick. */
export type FirmwareOutcome =
  | {
      readonly result: 'kept';
      readonly because: FirmwareKept;
      readonly before: FirmwareVersions | 'unknown';
      readonly code?: FaultCode;
      readonly facts?: Facts;
    }
  | {
      readonly result: 'updated';
      readonly scope: 'read-write' | 'whole';
      /** The id of the release that the firmware is from. */
      readonly release: string;
      readonly before: FirmwareVersions;
      readonly after: FirmwareVersions;
      readonly saved: string;
    }
  | {
      readonly result: 'failed';
      readonly code: FaultCode;
      readonly facts: Facts;
      readonly state: FlashState;
      readonly before: FirmwareVersions;
      readonly saved: string | null;
    };
