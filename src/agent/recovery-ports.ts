import type { Policy } from '../catalog/policy.ts';
import type { DeviceModel } from '../core/device.ts';
import type { Emit } from '../core/events.ts';
import type { BlockChecker, Clock, Disks, FilesystemMaker, RecoverySource } from '../core/ports.ts';
import type { Person } from './developer-delay.ts';

/** All that a recovery needs of the world. `main.ts` has the real ones. */
export interface RecoveryPorts {
  identify(): Promise<DeviceModel>;
  policy(device: DeviceModel): Promise<Policy>;
  readonly source: RecoverySource;
  readonly disks: Disks;
  /** `sd` where the built-in disk is an SD card; `built-in` when absent. */
  readonly target?: 'built-in' | 'sd';
  readonly filesystems: FilesystemMaker;
  readonly checker: BlockChecker;
  /** Buffers for pieces of an image: each 1 MiB, on a page, in shared memory. */
  readonly slots: readonly Uint8Array[];
  readonly clock: Clock;
  readonly person: Person;
  newGuid(): string;
  readonly emit: Emit;
}
