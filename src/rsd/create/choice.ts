import type { Ranked } from '../../catalog/rank.ts';
import type { DeviceModel } from '../../core/device.ts';
import type { RecoverySource } from '../../core/ports.ts';
import type { ChosenSoftware } from './choose-software.ts';
import type { NetworkFiles } from './network-files.ts';
import type { ManifestBytes } from './plan-parts.ts';

/** A release for a stick, and whom it was chosen for. */
export interface ReleaseChoice {
  readonly chosen: Ranked;
  readonly device: DeviceModel;
  readonly source: RecoverySource;
  /** Its folder, where it is one on this computer already, or `'none'`. */
  readonly folder: string;
  readonly manifestBytes: ManifestBytes;
}

/** What goes on a stick. Nothing of it has been fetched. */
export interface Choice {
  readonly software: ChosenSoftware;
  readonly release: ReleaseChoice | 'none';
  /** The release with the firmware, where it is another than that of the operating system. */
  readonly firmware: ReleaseChoice | 'none';
  readonly network: NetworkFiles;
}
