import type { Policy } from '../catalog/policy.ts';
import type { DeviceModel } from '../core/device.ts';
import type { FirmwareFlash } from '../core/firmware-flash.ts';
import type {
  BlockChecker,
  Disks,
  FilesystemMaker,
  Power,
  RecoverySource,
  RecoveryTree,
} from '../core/ports.ts';
import type { FlashReading } from '../firmware/flash-reading.ts';
import type { Download, ReleaseFiles } from '../net/keep/keep-download.ts';
import type { DelayPorts } from './developer-delay.ts';
import type { LineMemory } from './line-memory.ts';
import type { PowerDesk } from './power-desk.ts';
import type { PowerRules } from './power-rules.ts';

/** All that a recovery needs of the world. `main.ts` has the real ones. */
export interface RecoveryPorts extends DelayPorts {
  /** By what the firmware told the kernel. */
  identify(): Promise<DeviceModel>;
  /** Asks nothing of the chip yet. `'none'` on a simulated device that has none. @throws Fault FWR-01 */
  openFlash(): Promise<FirmwareFlash | 'none'>;
  policy(device: DeviceModel, flash: FlashReading): Promise<Policy>;
  readonly stick: RecoveryTree;
  /** Whether the servers say what a line does before anything of theirs is needed. */
  readonly control: 'asked-first' | 'with-the-data';
  /** Asked only when nothing on the stick can be used. @throws Fault NET-30, STK-02 */
  findServers(device: DeviceModel): Promise<NamedServers | 'none'>;
  /** Keeps on the stick what is fetched from `source` of `release`. @throws Fault STK-… when that cannot be begun */
  keepDownload(release: ReleaseFiles, source: RecoverySource, signal: AbortSignal): Promise<Download>;
  readonly disks: Disks;
  /** `sd` where the built-in disk is an SD card; `built-in` when absent. */
  readonly target?: 'built-in' | 'sd';
  readonly filesystems: FilesystemMaker;
  readonly checker: BlockChecker;
  /** Buffers for pieces of an image: each 1 MiB, on a page, in shared memory. */
  readonly slots: readonly Uint8Array[];
  /** Keeps the old firmware on the stick, and resolves to its path there. */
  saveFirmware(name: string, bytes: Uint8Array): Promise<string>;
  readonly power: Power;
  readonly powerRules: PowerRules;
  readonly powerDesk: PowerDesk;
  /** On a line whose devices are recovered once; `none` where every plug-in recovers. */
  readonly memory: LineMemory | 'none';
  newGuid(): string;
}

/** Where the network settings say that recovery data is. */
export interface NamedServers {
  /** Makes a link, and calls nobody before something is asked of the source. @throws Fault NET-…, STK-02 */
  connect(signal: AbortSignal): Promise<NetworkSource>;
}

/** Recovery data on servers, and whether it is to be kept for the next device. */
export interface NetworkSource {
  readonly source: RecoveryTree & AsyncDisposable;
  readonly keep: 'on-the-stick' | 'nothing';
}
