import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { FAULTS } from '../core/fault-catalogue.ts';
import { Fault, isFault, toFault } from '../core/faults.ts';
import { systemClock } from '../host/system-clock.ts';
import { COMMANDS } from './commands.ts';
import { EXIT } from './exit.ts';
import { factLines } from './fact-lines.ts';
import { Failure } from './failure.ts';
import { program } from './program.ts';
import type { Setting } from './setting.ts';
import { terminalVoice } from './terminal-voice.ts';
import { RSD_VERSION } from './version.ts';

const { env, stdin, stdout, stderr } = process;
const stop = new AbortController();
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.on(name, () => stop.abort(new Fault('MAK-07', { by: name })));

const rsd = program(RSD_VERSION, COMMANDS, setting);

function setting(): Setting {
  const isQuiet = rsd.opts<{ quiet?: true }>().quiet === true;
  const isColored = stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    voice: terminalVoice(
      {
        loudness: isQuiet ? 'quiet' : 'all',
        colors: isColored ? 'on' : 'off',
        person: stdin.isTTY && stderr.isTTY ? 'there' : 'not-there',
      },
      stdout,
      stderr,
      () => systemClock.nowMs(),
    ),
    clock: systemClock,
    cacheFolder: join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'rsd'),
    homeFolder: homedir(),
    language: (env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || 'unknown').replace(/[.@].*/, ''),
    userName: userInfo().username,
    signal: stop.signal,
  };
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const failure = error instanceof Failure ? error : new Failure('nothing-written', error);
  const fault = toFault(failure.cause);
  const { cause, advice } = FAULTS[fault.code];
  const details = factLines(fault.facts).map((line) => `  ${line}\n`);
  stderr.write(`\nrsd: ${fault.message}\n${details.join('')}${cause}\n${advice}.\n`);
  if (!isFault(fault, 'BUG-00')) return failure.left === 'unusable' ? EXIT.unusable : EXIT.untouched;
  stderr.write(`${String(fault.cause instanceof Error ? fault.cause.stack : fault.cause)}\n`);
  return EXIT.defect;
}

try {
  await rsd.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}
