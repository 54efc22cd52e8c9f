import { tmpdir } from 'node:os';
import { systemClock } from '../../src/host/system-clock.ts';
import { COMMANDS } from '../../src/rsd/commands.ts';
import { failureText } from '../../src/rsd/failure-text.ts';
import { program } from '../../src/rsd/program.ts';
import type { Setting } from '../../src/rsd/setting.ts';
import type { Ran } from './rsd-process.ts';

const { signal } = new AbortController();

/** Runs a command of `rsd` in this process, as `main.ts` does, with nobody at a terminal. */
export async function runCommand(...args: readonly string[]): Promise<Ran> {
  const said = { out: '', err: '' };
  const setting: Setting = {
    voice: {
      person: 'not-there',
      result: (line) => void (said.out += `${line}\n`),
      note: (line) => void (said.err += `${line}\n`),
      progress: () => undefined,
      paint: (_, text) => text,
    },
    clock: systemClock,
    cacheFolder: tmpdir(),
    homeFolder: tmpdir(),
    language: 'en',
    userName: 'tester',
    signal,
  };
  try {
    await program('0.1.0', COMMANDS, () => setting).parseAsync(args, { from: 'user' });
    return { status: 0, ...said };
  } catch (error) {
    const { status, text } = failureText(error, signal);
    return { status, out: said.out, err: said.err + text };
  }
}
