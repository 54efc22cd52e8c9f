import type { Assessed } from '../catalog/assess.ts';
import { choose } from '../catalog/choose.ts';
import { isFirmwareOnly } from '../catalog/is-firmware-only.ts';
import { nothingUsable } from '../catalog/nothing-usable.ts';
import { onlyPinned } from '../catalog/only-pinned.ts';
import { pinFor } from '../catalog/pin-for.ts';
import type { Policy } from '../catalog/policy.ts';
import { releaseSummary } from '../catalog/release-summary.ts';
import type { VerifiedRelease } from '../catalog/verified-release.ts';
import type { DeviceModel } from '../core/device.ts';
import type { Emit } from '../core/events.ts';
import type { FaultCode } from '../core/fault-catalogue.ts';
import { type Fault, toFault } from '../core/faults.ts';
import type { BlockDevice, DiskDescription } from '../core/ports.ts';
import type { FlashReading } from '../firmware/flash-reading.ts';
import { checkImages } from '../install/check-images.ts';
import { foundSystem } from '../install/found-system.ts';
import { planInstall } from '../install/install-plan.ts';
import { installedKernels } from '../install/installed-kernels.ts';
import { selectTarget } from '../install/select-target.ts';
import type { OnBytes } from '../install/write-images.ts';
import { checkFirmware, type FirmwareCheck } from './check-firmware.ts';
import { openImages } from './open-images.ts';
import { readFirmware } from './read-firmware.ts';
import type { ReadyInstall } from './ready-install.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import { Servers } from './servers.ts';
import { type Step, StepFailure } from './stepper.ts';

/**
 * Chooses a release, plans its installation and checks it: one on the stick is read once whole, one on a server is
 * checked as far as it can be before it is fetched. A release that turns out damaged is told of, and the next best is
 * taken; the servers are asked when nothing on the stick is left. The disk is opened for us alone, and nothing is written.
 * A device that got the chosen release from this stick before is `'done-before'`, on a line.
 * @throws StepFailure
 */
export async function getReady(
  onStick: readonly Assessed[],
  policy: Policy,
  flash: FlashReading,
  ports: RecoveryPorts,
  step: Step,
  signal: AbortSignal,
): Promise<ReadyInstall | 'done-before'> {
  await using opened = new AsyncDisposableStack();
  const servers = new Servers(ports, policy, step);
  opened.use(servers);
  const firmwareCheck: Omit<FirmwareCheck, 'isLost'> = {
    flash,
    policy,
    read: (firmware, stop) =>
      firmware.release.location === 'local'
        ? readFirmware(firmware, ports.stick, stop)
        : servers.firmware(firmware, stop),
    emit: ports.emit,
  };
  let left = await commanded(onStick, policy, servers, ports, signal);
  let target: Target | undefined;
  for (;;) {
    if (nothingLeft(left)) left = await servers.candidates(left, signal);
    const release = await step('choose', async () => chosen(left, ports.emit));
    if (await isDoneBefore(release, policy.device, ports)) return 'done-before';
    try {
      const plan = await step('plan', async () => {
        target ??= await openTarget(ports, opened);
        return planInstall(release, target.description, () => ports.newGuid());
      });
      const { images, download, firmware } = await step('check', async ({ onBytes }) => {
        const checked = await (release.location === 'local'
          ? checkedWhole(release, policy, ports, onBytes, signal)
          : servers.checked(release, signal));
        opened.use(checked.images);
        const isLost = (fault: Fault): Promise<boolean> => sourceIsLost(release, fault, ports);
        return { ...checked, firmware: await checkFirmware(left, { ...firmwareCheck, isLost }, signal) };
      });
      const all = opened.move();
      const disk = theOpen(target);
      return {
        release,
        plan,
        disk,
        images,
        firmware,
        download,
        [Symbol.asyncDispose]: () => all.disposeAsync(),
      };
    } catch (error) {
      left = await withoutDamaged(left, release, error, servers, ports.emit);
    }
  }
}

/** On a line, what the servers say counts for the stick as well, and is asked for before anything is done. */
async function commanded(
  onStick: readonly Assessed[],
  policy: Policy,
  servers: Servers,
  { control }: RecoveryPorts,
  signal: AbortSignal,
): Promise<readonly Assessed[]> {
  if (control === 'with-the-data') return onStick;
  return onlyPinned(onStick, pinFor(await servers.control(signal), policy.device));
}

async function isDoneBefore(
  release: VerifiedRelease,
  device: DeviceModel,
  { memory }: RecoveryPorts,
): Promise<boolean> {
  return memory !== 'none' && (await memory.knows(device, release)) === 'done-before';
}

async function sourceIsLost(
  { location }: VerifiedRelease,
  { code }: Fault,
  ports: RecoveryPorts,
): Promise<boolean> {
  return location === 'local' ? !(await ports.stickIsThere()) : code.startsWith('NET-');
}

interface Target {
  readonly description: DiskDescription;
  readonly disk: BlockDevice;
}

function chosen(candidates: readonly Assessed[], emit: Emit): VerifiedRelease {
  const choice = choose(candidates);
  if (choice.kind === 'none') {
    emit({ kind: 'refused-all', others: choice.others });
    throw nothingUsable(choice.others);
  }
  const { release, because, why, others } = choice;
  emit({ kind: 'chosen', release: releaseSummary(release), because, why, others });
  return release;
}

async function openTarget(ports: RecoveryPorts, opened: AsyncDisposableStack): Promise<Target> {
  const description = selectTarget(await ports.disks.list(), ports.target);
  const { name, model, serial, sizeBytes } = description;
  ports.emit({ kind: 'target', disk: { name, model, serial, sizeBytes } });
  const disk = opened.use(await ports.disks.open(description));
  const system = foundSystem(await installedKernels(disk));
  if (system !== 'unknown') ports.emit({ kind: 'found-system', system });
  if (disk.readsFrom === 'cache') ports.emit({ kind: 'warning', code: 'DSK-13', facts: { disk: name } });
  return { description, disk };
}

function theOpen(target: Target | undefined): BlockDevice {
  if (target === undefined) throw new TypeError('A plan was made for no disk');
  return target.disk;
}

/** Damage that the stick already has is found while the old system is still on the disk. */
async function checkedWhole(
  release: VerifiedRelease,
  policy: Policy,
  ports: RecoveryPorts,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<Pick<ReadyInstall, 'images' | 'download'>> {
  await using opened = new AsyncDisposableStack();
  const images = opened.use(await openImages(release, policy, ports.stick, ports.checker, signal));
  await checkImages([images.rootfs, images.kernel], ports.slots, onBytes, signal);
  opened.move();
  return { images, download: 'none' };
}

function nothingLeft(candidates: readonly Assessed[]): boolean {
  return candidates.every((one) => one.kind === 'refused' || isFirmwareOnly(one.release.manifest));
}

/** Besides the whole area IMG: faults of one release, of which the next may be free. */
const OF_THE_RELEASE: ReadonlySet<FaultCode> = new Set(['SIG-06', 'DSK-11']);

/** @throws what was thrown, when it is not the fault of this release or when there is nothing else that might be taken */
async function withoutDamaged(
  candidates: readonly Assessed[],
  damaged: VerifiedRelease,
  error: unknown,
  servers: Servers,
  emit: Emit,
): Promise<readonly Assessed[]> {
  const fault = error instanceof StepFailure ? toFault(error.cause) : toFault(error);
  const left = candidates.map((one) =>
    one.kind === 'usable' && one.release === damaged ? refused(damaged, fault) : one,
  );
  const ofTheRelease = fault.code.startsWith('IMG-') || OF_THE_RELEASE.has(fault.code);
  if (!ofTheRelease || (nothingLeft(left) && (await servers.left()) === 'over')) throw error;
  emit({ kind: 'warning', code: fault.code, facts: { ...fault.facts, release: damaged.manifest.id } });
  return left;
}

function refused({ manifest, source, location }: VerifiedRelease, { code, facts }: Fault): Assessed {
  return { kind: 'refused', id: manifest.id, source, location, code, facts };
}
