import type { DeviceModel } from '../core/device.ts';
import type { PolicySummary } from '../core/events.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';

/** What a release is judged by. */
export interface Policy {
  readonly device: DeviceModel;
  /** The root and the recovery key of the device's firmware, in this order. */
  readonly trustedKeys: readonly PackedKey[];
  readonly keysFrom: PolicySummary['keysFrom'];
  /**
   * The rollback minimums that the device has stored: key version << 16 | firmware or kernel version, unsigned. One that
   * is not known refuses nothing.
   */
  readonly minimumFirmwareVersion: number | 'unknown';
  readonly minimumKernelVersion: number | 'unknown';
  /** A version like that of an OS. */
  readonly agentVersion: string;
}
