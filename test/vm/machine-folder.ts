import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Logs, and pictures of what was seen. */
const KEPT = /\.(?:log|png)$/;
const TESTS = join(import.meta.dirname, '../../build/vm/tests');

/** A folder for the machines of the running test. When it fails, the logs and pictures stay. */
export function machineFolder(name: string): string {
  const folder = join(TESTS, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  onTestFinished(({ task }) => {
    if (task.result?.state === 'pass') rmSync(folder, { recursive: true });
    else removeTheRest(folder);
  });
  return folder;
}

function removeTheRest(folder: string): void {
  for (const name of readdirSync(folder))
    if (!KEPT.test(name)) rmSync(join(folder, name), { recursive: true });
}
