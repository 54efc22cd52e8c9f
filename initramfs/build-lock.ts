import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { errnoOf } from '../src/host/errno-of.ts';

const LOOK_EVERY_MS = 100;

/** Waits until no other process builds in `folder`, and keeps others out until it is disposed of. */
export async function buildLock(folder: string): Promise<AsyncDisposable> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, '.building');
  while (!(await claimed(file))) {
    const holder = Number(await readFile(file, 'latin1').catch(() => ''));
    // A builder that was killed holds nothing any more. An empty file is one that is just being written.
    if (holder > 0 && !isRunning(holder)) await rm(file, { force: true });
    else await wait(LOOK_EVERY_MS);
  }
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
}

function claimed(file: string): Promise<boolean> {
  return writeFile(file, String(process.pid), { flag: 'wx' }).then(
    () => true,
    (error: unknown) => {
      if (errnoOf(error) === 'EEXIST') return false;
      throw error;
    },
  );
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}
