import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Person } from '../../src/agent/developer-delay.ts';
import type { LineMemory } from '../../src/agent/line-memory.ts';
import { PowerDesk } from '../../src/agent/power-desk.ts';
import type { PowerRules } from '../../src/agent/power-rules.ts';
import { recover } from '../../src/agent/recover.ts';
import type { NamedServers, RecoveryPorts } from '../../src/agent/recovery-ports.ts';
import type { Policy } from '../../src/catalog/policy.ts';
import type { DeviceModel } from '../../src/core/device.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import type { FirmwareFlash } from '../../src/core/firmware-flash.ts';
import type { BlockDevice, DiskDescription, Disks, Power, RecoveryTree, Tone } from '../../src/core/ports.ts';
import { readPackedKey } from '../../src/formats/vboot/packed-key.ts';
import { stickSource } from '../../src/host/stick-source.ts';
import { keepDownload } from '../../src/net/keep/keep-download.ts';
import { saveFirmware } from '../../src/net/keep/save-firmware.ts';
import { signVblock } from '../../src/signing/sign-vblock.ts';
import { newKey, newReleaseKeys, publicHalf, type ReleaseKeys } from '../../src/simulate/simulated-keys.ts';
import { type ReleaseSpec, writeRelease } from '../../src/simulate/write-release.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeDisk, type FakeDiskFaults } from '../fakes/fake-disk.ts';
import { diskWithSlots } from '../install/disk-with-slots.ts';
import { sameThreadChecker } from '../install/same-thread-checker.ts';
import { standInRootfs } from '../install/stand-in-rootfs.ts';
import { deviceWith } from './device-with.ts';

export const MIB: number = 1 << 20;
export const DISK_BYTES: number = 16 * MIB;

/** Keys that every bench of one test file shares: they take a while to make. */
export const ROOT = newKey();
export const MAKER: ReleaseKeys = newReleaseKeys(ROOT);

export const ROOTFS = standInRootfs(300);
export const GOOD: ReleaseSpec = {
  id: 'nimbus-1.10.0',
  osName: 'Nimbus OS',
  osVersion: '1.10.0',
  hwid: 'NIMBUS',
  arch: 'x86_64',
  version: 1,
  rootfs: ROOTFS,
  packing: 'plain',
};

export const DISK: DiskDescription = {
  name: 'nvme0n1',
  model: 'fake',
  serial: 'S1',
  sizeBytes: DISK_BYTES,
  devicePath: '/dev/nvme0n1',
  sectorBytes: 512,
  bus: 'nvme',
  removable: 'fixed',
  access: 'read-write',
  usedBy: [],
};

const FILES = Buffer.alloc(DISK_BYTES - 3 * MIB, "somebody's files ");

/** A disk full of somebody's files, with an old system of one kernel slot that begins with `kernel`. */
export function oldDisk(kernel: Uint8Array = new Uint8Array()): Uint8Array {
  const old = diskWithSlots(DISK_BYTES, [{ type: 'kernel', content: kernel }]);
  old.set(FILES, 2 * MIB);
  return old;
}

const OLD_DISK = oldDisk();

/** A device in memory with a stick in a folder. Everything about it may be changed before `run`. */
export class RecoveryBench implements AsyncDisposable {
  device: DeviceModel = deviceWith('off');
  flash: FirmwareFlash | 'none' = 'none';
  policy: Partial<Policy> = {};
  trusted = async (): Promise<Policy['trustedKeys']> => [readPackedKey(publicHalf(ROOT))];
  listed: readonly DiskDescription[] = [DISK];
  open: Disks['open'] = async () => this.disk;
  before = OLD_DISK;
  faults: FakeDiskFaults = {};
  person: Person = { presence: 'unattended', pressedKeys: () => [], randomBelow: () => 0 };
  power: Power = { facts: async () => ({ charger: 'unknown', battery: 'none' }) };
  powerRules: PowerRules = { unknown: 'refuse', unknownForFirmware: 'refuse', waitMs: 600_000 };
  readonly powerDesk = new PowerDesk();
  readonly stick: string;
  readonly clock = new FakeClock();
  readonly stop = new AbortController();
  readonly events: AgentEvent[] = [];
  readonly tones: Tone[] = [];
  /** What was asked of the disk. */
  readonly asked: string[] = [];
  onEvent: (event: AgentEvent) => unknown = () => undefined;
  #disk: FakeDisk | undefined;

  stickIsThere = async (): Promise<boolean> => true;
  source: RecoveryTree;
  control: RecoveryPorts['control'] = 'with-the-data';
  servers: NamedServers | 'none' = 'none';
  memory: LineMemory | 'none' = 'none';

  constructor(stick: string) {
    this.stick = stick;
    this.source = stickSource(stick);
  }

  get disk(): FakeDisk {
    const refuse: FakeDiskFaults['refuse'] = (...operation) => {
      this.asked.push(operation[0]);
      return this.faults.refuse?.(...operation);
    };
    return (this.#disk ??= new FakeDisk(this.before, { ...this.faults, refuse }));
  }

  /** Whether nobody wrote to the disk or flushed it, and it has the bytes that it had. */
  get untouched(): boolean {
    const now = this.disk.afterPowerCut(() => true)(0, this.before.length);
    return this.asked.every((operation) => operation === 'read') && Buffer.compare(now, this.before) === 0;
  }

  file(name: string, id: string = GOOD.id): string {
    return join(this.stick, 'recovery', id, name);
  }

  async add(spec: Partial<ReleaseSpec>, keys: ReleaseKeys = MAKER): Promise<void> {
    await writeRelease(join(this.stick, 'recovery'), { ...GOOD, ...spec }, keys);
  }

  async edit(name: string, change: (bytes: Buffer) => Uint8Array, id?: string): Promise<void> {
    await writeFile(this.file(name, id), change(await readFile(this.file(name, id))));
  }

  /** Signs whatever `change` makes of the manifest, as its maker would have. */
  async resign(change: (manifest: string) => string, keys: ReleaseKeys = MAKER): Promise<void> {
    await this.edit('manifest.json', (bytes) => Buffer.from(change(bytes.toString())));
    const vblock = signVblock(await readFile(this.file('manifest.json')), {
      keyblock: keys.releaseKeyblock,
      signer: keys.release,
      version: 1,
      kernelSubkey: publicHalf(keys.kernelSubkey),
    });
    await writeFile(this.file('manifest.vblock'), vblock);
  }

  get ports(): RecoveryPorts {
    return {
      identify: async () => this.device,
      openFlash: async () => this.flash,
      policy: async (device) => ({
        device,
        trustedKeys: await this.trusted(),
        keysFrom: 'recovery-software',
        minimumFirmwareVersion: 'unknown',
        minimumKernelVersion: 'unknown',
        agentVersion: '0.1.0',
        ...this.policy,
      }),
      stick: this.source,
      control: this.control,
      findServers: async () => this.servers,
      keepDownload: (...what) => keepDownload(this.stick, ...what),
      disks: { list: async () => this.listed, open: (disk): Promise<BlockDevice> => this.open(disk) },
      filesystems: {
        makeExt4: (_, { offsetBytes }) => this.disk.write(offsetBytes, new Uint8Array(4096).fill(0x53)),
      },
      checker: sameThreadChecker,
      slots: Array.from({ length: 3 }, () => new Uint8Array(MIB)),
      clock: this.clock,
      person: this.person,
      speaker: {
        open: async () => ({
          sound: async (tone) => void this.tones.push(tone),
          [Symbol.asyncDispose]: async () => undefined,
        }),
      },
      stickIsThere: () => this.stickIsThere(),
      saveFirmware: (...what) => saveFirmware(this.stick, ...what),
      power: this.power,
      powerRules: this.powerRules,
      powerDesk: this.powerDesk,
      memory: this.memory,
      newGuid: () => crypto.randomUUID().toUpperCase(),
      emit: (event) => {
        this.events.push(event);
        this.onEvent(event);
      },
    };
  }

  /** How it went, or what was thrown. */
  async run(): Promise<unknown> {
    try {
      return await recover(this.ports, this.stop.signal);
    } catch (error) {
      return error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.stick, { recursive: true, force: true });
  }
}

/** A bench whose stick is empty, or a copy of another one. */
export async function recoveryBench(stick?: string): Promise<RecoveryBench> {
  const folder = await mkdtemp(join(tmpdir(), 'rsd-'));
  await (stick === undefined
    ? mkdir(join(folder, 'recovery'))
    : cp(stick, folder, { recursive: true, force: true }));
  return new RecoveryBench(folder);
}
