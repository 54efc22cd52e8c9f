import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const TESTS = join(import.meta.dirname, '../../build/vm/tests');

/** A folder for the machines of the running test. When it fails, the logs stay. */
export function machineFolder(name: string): string {
  const folder = join(TESTS, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  onTestFinished(({ task }) => {
    if (task.result?.state === 'pass') rmSync(folder, { recursive: true });
    else removeAllButLogs(folder);
  });
  return folder;
}

function removeAllButLogs(folder: string): void {
  for (const name of readdirSync(folder))
    if (!name.endsWith('.log')) rmSync(join(folder, name), { recursive: true });
}
