import { Fault } from '../../core/faults.ts';
import type { DiskDescription } from '../../core/ports.ts';
import { slotMemory } from '../../host/slot-memory.ts';
import type { OnBytes } from '../../stick/write-stick.ts';
import { checkBackup } from '../backup/check-backup.ts';
import { type Backup, openBackup } from '../backup/open-backup.ts';
import { confirmLoss } from '../create/confirm-loss.ts';
import type { Prompts } from '../create/prompts.ts';
import { eject } from '../disk/eject.ts';
import { namedDisk } from '../disk/named-disk.ts';
import { openStick } from '../disk/open-stick.ts';
import { progressBoard, type Track } from '../disk/progress-board.ts';
import { sizeText } from '../disk/size-text.ts';
import { Failure } from '../failure.ts';
import type { Setting } from '../setting.ts';
import { verifyWhole } from './verify-whole.ts';
import { writeWhole } from './write-whole.ts';

export interface RestoreRequest {
  readonly file: string;
  readonly to: string;
  readonly consent: 'ask' | 'given';
}

const SLOTS = 4;
const SLOT_BYTES = 1 << 20;

/** Puts what a backup holds back onto a stick, all of it checked first, and reads it back. @throws Fault, when nothing was written, or Failure */
export async function restore(
  { file, to, consent }: RestoreRequest,
  { voice, clock, signal }: Setting,
  prompts: Prompts | 'nobody',
): Promise<void> {
  const disk = await namedDisk(to);
  await using backup = await openBackup(file, signal);
  refuseOtherSize(file, backup, disk);
  const { track } = progressBoard(voice, clock).open(disk.devicePath);
  await checkBackup(file, backup, (done, total) => track('Checking the backup', done, total), signal);
  if (consent === 'ask') await confirmLoss([{ kind: 'disk', disk, backup: undefined }], prompts, signal);
  await putBack(backup, disk, track, signal);
  const ejected = await eject(disk);
  voice.result(`${disk.devicePath}: ${voice.paint('good', 'done')}, it is what it was when it was saved`);
  voice.note(
    ejected === 'ejected'
      ? 'The stick is ejected: take it out.'
      : 'Take the stick out when its light is steady.',
  );
}

function refuseOtherSize(file: string, { facts }: Backup, disk: DiskDescription): void {
  if (facts.sizeBytes === disk.sizeBytes) return;
  // Tables lie at both ends of a disk: on another size they would not be where they are looked for.
  const sizes = `${facts.sizeBytes} bytes (${sizeText(facts.sizeBytes)}), and ${disk.devicePath} has ${disk.sizeBytes}`;
  throw new Fault('MAK-09', { file, problem: `it is of a stick of ${sizes}` });
}

async function putBack(
  { content }: Backup,
  disk: DiskDescription,
  track: Track,
  signal: AbortSignal,
): Promise<void> {
  const { devicePath } = disk;
  const slots = slotMemory(SLOTS, SLOT_BYTES);
  await using opened = await openStick(disk);
  const told =
    (what: string): OnBytes =>
    (done, total) =>
      track(what, done, total);
  try {
    await writeWhole(content, devicePath, opened, slots, told('Writing'), signal);
    await verifyWhole(content, devicePath, opened, slots, told('Reading back'), signal);
  } catch (error) {
    throw new Failure('unusable', signal.aborted ? signal.reason : error);
  }
}
