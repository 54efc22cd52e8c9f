import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from './errno-of.ts';

export interface Mount {
  /** `major:minor` of what is mounted; a number that no block device has for btrfs and filesystems in memory. */
  readonly deviceNumber: string;
  readonly mountPoint: string;
  /** What was mounted, as mount(8) was told it, e.g. `/dev/sda1`. */
  readonly source: string;
}

/** What this program sees mounted, later mounts last, from `root`/proc/self/mountinfo; proc_pid_mountinfo(5). */
export async function readMounts(root: string): Promise<readonly Mount[]> {
  const lines = (await mountinfo(root)).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const fields = line.split(' ');
    const [, , deviceNumber = '', , mountPoint = ''] = fields;
    // Fields of which there may be none or several come before the dash.
    const source = fields[fields.indexOf('-') + 2] ?? '';
    return { deviceNumber, mountPoint: unescaped(mountPoint), source: unescaped(source) };
  });
}

async function mountinfo(root: string): Promise<string> {
  try {
    return await readFile(join(root, 'proc/self/mountinfo'), 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  }
}

/** The kernel writes space, tab, line feed, `#` and backslash as three octal digits. */
function unescaped(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
