import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from './must-run.ts';

/** Where programs of Debian look for libraries; the second is systemd's own. */
const FOLDERS = ['usr/lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu/systemd'] as const;

/**
 * Every library that the `programs` need, and that those need, as paths below the Debian `tree`; a link and the file
 * that it stands for are both named. Programs are paths below the tree, too, or anywhere else when they begin with a
 * slash. What is no program needs nothing.
 * @throws when a library is not there
 */
export async function neededLibraries(tree: string, programs: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  let wave = programs;
  while (wave.length > 0) {
    const files = wave.map((path) => (path.startsWith('/') ? path : join(tree, path)));
    const said = await mustRun([
      'sh',
      '-c',
      'objdump --private-headers "$@" 2>/dev/null; true',
      'sh',
      ...files,
    ]);
    const names = new Set([...said.matchAll(/^ +NEEDED +(\S+)$/gm)].map(([, name = '']) => name));
    const paths = (await Promise.all([...names].map((name) => whereIs(tree, name)))).flat();
    wave = paths.filter((path) => !found.has(path));
    for (const path of wave) found.add(path);
  }
  return [...found].toSorted();
}

async function whereIs(tree: string, name: string): Promise<readonly string[]> {
  for (const folder of FOLDERS) {
    const path = join(folder, name);
    const stat = await lstat(join(tree, path)).catch(() => undefined);
    if (stat?.isSymbolicLink()) return [path, join(folder, await readlink(join(tree, path)))];
    if (stat?.isFile()) return [path];
  }
  throw new Error(`A program needs ${name}, which is not in ${tree}`);
}
