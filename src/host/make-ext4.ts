import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { Fault } from '../core/faults.ts';
import type { FilesystemMaker } from '../core/ports.ts';

const run = promisify(execFile);
const TIME_LIMIT_MS = 300_000;
const MAX_OUTPUT_CHARS = 400;
/** mkfs lives in sbin, which is not in everyone's PATH. */
const PATH = '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin';

/**
 * Makes an ext4 filesystem at a place of the whole disk: the kernel need not know of the new partition yet. Forced once,
 * because it is no partition to mkfs. Not twice: mkfs opens the disk for itself alone, and refuses one that is in use.
 * When it is over, mkfs has ended and let go of the disk, also when it was stopped.
 */
export const makeExt4: FilesystemMaker['makeExt4'] = async (disk, place, signal) => {
  const { offsetBytes, sizeBytes, label } = place;
  const settings = `offset=${offsetBytes},lazy_itable_init=1,lazy_journal_init=1,nodiscard`;
  const args = ['-F', '-q', '-b', '4096', '-L', label.slice(0, 16), '-E', settings, disk.devicePath];
  const making = run('mkfs.ext4', [...args, `${Math.floor(sizeBytes / 1024)}k`], {
    env: { PATH, LC_ALL: 'C' },
    timeout: TIME_LIMIT_MS,
    signal,
  });
  try {
    await making;
  } catch (error) {
    await ended(making.child);
    signal.throwIfAborted();
    throw new Fault('DSK-10', { partition: label, reason: reasonOf(error) }, { cause: error });
  }
};

async function ended(child: ChildProcess): Promise<void> {
  const hasRun = child.pid !== undefined;
  if (hasRun && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

function reasonOf(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  return (said || String(error)).slice(-MAX_OUTPUT_CHARS).trim();
}
