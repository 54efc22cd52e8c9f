import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type TestAPI, test } from 'vitest';

const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

/** The development keys that come with Debian's vboot-kernel-utils. */
export const DEVKEYS = '/usr/share/vboot/devkeys';

/** `test`, or a skipped one where a real tool is missing: the closing lines of the run name it. */
export function testWith(...tools: readonly string[]): TestAPI['skip'] | TestAPI {
  return tools.every((name) => FOLDERS.some((folder) => existsSync(join(folder, name)))) ? test : test.skip;
}

/** Runs a real tool. Its exit status is the caller's to judge; failing to start it is an error. */
export function tool(name: string, ...args: readonly string[]): SpawnSyncReturns<string> {
  const done = spawnSync(name, args, {
    encoding: 'utf8',
    env: { ...process.env, PATH: FOLDERS.join(delimiter), LC_ALL: 'C.UTF-8' },
    maxBuffer: 1 << 26,
  });
  if (done.error) throw done.error;
  return done;
}
