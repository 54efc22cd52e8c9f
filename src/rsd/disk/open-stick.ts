import { Fault, isFault } from '../../core/faults.ts';
import type { BlockDevice, DiskDescription } from '../../core/ports.ts';
import { describeDisk } from '../../host/describe-disk.ts';
import { openDisk } from '../../host/open-disk.ts';

/** Opens the very disk that a person agreed to, for this program alone. @throws Fault MAK-01 */
export async function openStick(disk: DiskDescription): Promise<BlockDevice> {
  const refused = (problem: string, cause?: unknown): Fault =>
    new Fault('MAK-01', { disk: disk.devicePath, problem }, { cause });
  const opened = await openDisk(disk).catch((error: unknown) => {
    throw problemOf(error, refused);
  });
  // A name may have gone to another stick while the person was thinking. It cannot any more: this one is held.
  const now = await describeDisk('/', disk.name);
  if (now !== 'no-disk' && identity(now) === identity(disk)) return opened;
  await opened[Symbol.asyncDispose]();
  throw refused('another disk is in its place now');
}

function identity({ model, serial, sizeBytes }: DiskDescription): string {
  return JSON.stringify([model, serial, sizeBytes]);
}

function problemOf(error: unknown, refused: (problem: string, cause: unknown) => Fault): unknown {
  if (isFault(error, 'DSK-03')) return refused('it may not be written to', error);
  if (isFault(error, 'DSK-04')) return refused(`it is in use by ${error.facts.by}`, error);
  if (isFault(error, 'DSK-09'))
    return refused(`it was ${error.facts.was}, and now is ${error.facts.is}`, error);
  return error;
}
