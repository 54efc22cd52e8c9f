import { randomBytes } from 'node:crypto';
import { Fault, toFault } from '../../core/faults.ts';
import type { BlockDevice, Clock } from '../../core/ports.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { type ImageFile, imageFile } from '../../host/image-file.ts';
import { slotMemory } from '../../host/slot-memory.ts';
import { probeCapacity } from '../../stick/probe-capacity.ts';
import type { StickPlan } from '../../stick/stick-plan.ts';
import { verifyStick } from '../../stick/verify-stick.ts';
import { writeStick } from '../../stick/write-stick.ts';
import { saveBackup } from '../backup/save-backup.ts';
import { eject } from '../disk/eject.ts';
import { openStick } from '../disk/open-stick.ts';
import type { Track } from '../disk/progress-board.ts';
import type { Outcome } from './outcome.ts';
import { type Target, targetName } from './target.ts';

const SLOTS = 8;
const SLOT_BYTES = 1 << 20;

/** Makes one stick or image, and reads it back. Never throws: others may be under way. */
export async function makeStick(
  plan: StickPlan,
  target: Target,
  clock: Clock,
  track: Track,
  signal: AbortSignal,
): Promise<Outcome> {
  let left: 'nothing-written' | 'unusable' = 'nothing-written';
  const name = targetName(target);
  const begins = (): void => void (left = 'unusable');
  try {
    return target.kind === 'disk'
      ? await onDisk(plan, target, { clock, track, begins }, signal)
      : await asImage(plan, target.path, { clock, track, begins: () => undefined }, signal);
  } catch (error) {
    // Of what stops everything, the signal knows the reason.
    return { outcome: 'failed', target: name, left, fault: toFault(signal.aborted ? signal.reason : error) };
  }
}

interface Around {
  readonly clock: Clock;
  readonly track: Track;
  /** Called when the first byte is about to be lost. */
  readonly begins: () => void;
}

type Done = Extract<Outcome, { outcome: 'done' }>;

async function onDisk(
  plan: StickPlan,
  { disk, backup }: Extract<Target, { kind: 'disk' }>,
  around: Around,
  signal: AbortSignal,
): Promise<Done> {
  const { devicePath } = disk;
  const done = await (async () => {
    await using opened = await openStick(disk);
    if (backup !== undefined) await saveBackup(backup, disk, opened, around.track, signal);
    around.begins();
    await probeCapacity(devicePath, opened, randomBytes, signal);
    return await writeAndVerify(plan, devicePath, opened, around, signal);
  })();
  return { ...done, ejected: await eject(disk) };
}

async function asImage(plan: StickPlan, path: string, around: Around, signal: AbortSignal): Promise<Done> {
  await using image = await openedImage(path, plan.table.sizeBytes);
  const done = await writeAndVerify(plan, path, image.disk, around, signal);
  await image.publish();
  return { ...done, ejected: 'image' };
}

async function openedImage(path: string, sizeBytes: number): Promise<ImageFile> {
  try {
    return await imageFile(path, sizeBytes);
  } catch (error) {
    const errno = errnoOf(error);
    if (error instanceof Fault || errno === 'UNKNOWN') throw error;
    throw new Fault('OPT-01', { option: path, problem: `it cannot be written (${errno})` }, { cause: error });
  }
}

async function writeAndVerify(
  plan: StickPlan,
  name: string,
  disk: BlockDevice,
  { clock, track }: Around,
  signal: AbortSignal,
): Promise<Omit<Done, 'ejected'>> {
  const slots = slotMemory(SLOTS, SLOT_BYTES);
  const startMs = clock.nowMs();
  await writeStick(plan, name, disk, slots, (done, total) => track('Writing', done, total), signal);
  const writtenMs = clock.nowMs();
  await verifyStick(plan, name, disk, slots, (done, total) => track('Reading back', done, total), signal);
  return {
    outcome: 'done',
    target: name,
    sizeBytes: disk.sizeBytes,
    writtenBytes: plan.pieces.reduce((sum, { content }) => sum + content.sizeBytes, 0),
    writeSeconds: (writtenMs - startMs) / 1000,
    verifySeconds: (clock.nowMs() - writtenMs) / 1000,
    readBackFrom: disk.readsFrom,
  };
}
