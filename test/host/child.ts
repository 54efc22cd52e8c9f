import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';

/** Another process that runs `program`, once it has said a line. `$(name)` in it is the module of that name in src. */
export async function child(program: string, ...args: readonly string[]): Promise<ChildProcess> {
  const text = program.replaceAll(/\$\(([^)]+)\)/g, (_, name: string) => pathToFileURL(`src/${name}`).href);
  const started = spawn(process.execPath, ['--input-type=module', '--eval', text, '--', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(started, 'exit').then(([status]) => `ended with ${String(status)}`);
  const first = await Promise.race([once(started.stdout, 'data'), ended]);
  if (typeof first === 'string') throw new Error(`The other process ${first}`);
  return started;
}

/** Ends it as a crash would: nothing in it runs any more. */
export async function kill(process: ChildProcess): Promise<void> {
  const ended = once(process, 'exit');
  process.kill('SIGKILL');
  await ended;
}
