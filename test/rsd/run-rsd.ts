import type { CommanderError } from 'commander';
import { Fault } from '../../src/core/faults.ts';
import { systemClock } from '../../src/host/system-clock.ts';
import { COMMANDS } from '../../src/rsd/commands.ts';
import { program } from '../../src/rsd/program.ts';

export interface RsdRun {
  /** What is on standard output, line by line. */
  readonly results: readonly string[];
  /** `'none'` when the command did what it was asked to. */
  readonly fault: Pick<Fault, 'code' | 'facts'> | 'none';
}

/** Runs a command of `rsd` in this process. A usage error goes through. */
export async function runRsd(...args: readonly string[]): Promise<RsdRun> {
  const results: string[] = [];
  const rsd = program('0', COMMANDS, () => ({
    voice: {
      result: (line) => results.push(line),
      note: () => undefined,
      progress: () => undefined,
      person: 'not-there',
      paint: (_, text) => text,
    },
    clock: systemClock,
    cacheFolder: '/nonexistent',
    homeFolder: '/nonexistent',
    language: 'unknown',
    userName: 'nobody',
    signal: new AbortController().signal,
  }));
  try {
    await rsd.parseAsync(['node', 'rsd', ...args]);
    return { results, fault: 'none' };
  } catch (error) {
    if (!(error instanceof Fault)) throw error as CommanderError;
    return { results, fault: { code: error.code, facts: error.facts } };
  }
}
