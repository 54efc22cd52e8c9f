import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Fault } from '../core/faults.ts';
import type { FilesystemMaker } from '../core/ports.ts';

const run = promisify(execFile);
const TIME_LIMIT_MS = 300_000;
const MAX_OUTPUT_CHARS = 400;
/** mkfs lives in sbin, which is not in everyone's PATH. */
const PATH = '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin';

/**
 * Makes an ext4 filesystem at a place of the whole disk. The kernel need not know of the new partition yet, and the
 * disk stays open for nobody else. Forced, because mkfs takes our own exclusive hold for somebody else's.
 */
export const makeExt4: FilesystemMaker['makeExt4'] = async (disk, place, signal) => {
  const { offsetBytes, sizeBytes, label } = place;
  const settings = `offset=${offsetBytes},lazy_itable_init=1,lazy_journal_init=1,nodiscard`;
  const args = ['-F', '-F', '-q', '-b', '4096', '-L', label.slice(0, 16), '-E', settings, disk.devicePath];
  try {
    await run('mkfs.ext4', [...args, `${Math.floor(sizeBytes / 1024)}k`], {
      env: { PATH, LC_ALL: 'C' },
      timeout: TIME_LIMIT_MS,
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new Fault('DSK-10', { partition: label, reason: reasonOf(error) }, { cause: error });
  }
};

function reasonOf(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  return (said || String(error)).slice(-MAX_OUTPUT_CHARS).trim();
}
