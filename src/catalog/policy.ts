import type { DeviceModel } from '../core/device.ts';
import type { PolicySummary } from '../core/events.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';

/** What a release is judged by. */
export interface Policy {
  readonly device: DeviceModel;
  /** The root and the recovery key of the device's firmware, in this order. */
  readonly trustedKeys: readonly PackedKey[];
  readonly keysFrom: PolicySummary['keysFrom'];
  /** The rollback minimum that the device has stored: key version << 16 | firmware version, unsigned. */
  readonly minimumFirmwareVersion: number;
  /** A version like that of an OS. */
  readonly agentVersion: string;
}
