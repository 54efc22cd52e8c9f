import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const RSD = join(import.meta.dirname, '../../bin/rsd');

/** Runs commands of a page in `folder`, with `rsd` among the programs. @throws with what was said, when one fails */
export async function typed(
  folder: string,
  commands: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  mkdirSync(join(folder, 'bin'));
  symlinkSync(RSD, join(folder, 'bin/rsd'));
  const path = [join(folder, 'bin'), process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter);
  const env = { ...process.env, PATH: path, XDG_CACHE_HOME: join(folder, 'cache'), ...variables };
  const { stdout } = await promisify(execFile)('sh', ['-euc', commands], { cwd: folder, env });
  return stdout;
}
