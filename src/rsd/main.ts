import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Fault, toFault } from '../core/faults.ts';
import { systemClock } from '../host/system-clock.ts';
import { COMMANDS } from './commands.ts';
import { computerLanguage } from './computer-language.ts';
import { EXIT } from './exit.ts';
import { failureText } from './failure-text.ts';
import { program } from './program.ts';
import type { Setting } from './setting.ts';
import { terminalVoice } from './terminal-voice.ts';
import { RSD_VERSION } from './version.ts';

const { env, stdin, stdout, stderr } = process;
/** What Node exits with when nothing can happen any more and the command is not done. */
const NEVER_DONE = 13;

const stop = new AbortController();
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.on(name, () => stop.abort(new Fault('MAK-07', { by: name })));

// Whoever read our output has left, as head does. The work goes on: half a stick helps nobody.
for (const stream of [stdout, stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

// What nobody awaited is a defect. The command is stopped in order, so that it says what it leaves behind.
let defect: { readonly error: unknown } | undefined;
process.on('uncaughtException', (error) => {
  defect ??= { error };
  stop.abort(toFault(error));
});
process.on('exit', (code) => {
  if (code === NEVER_DONE || (defect !== undefined && code === EXIT.done)) process.exitCode = EXIT.defect;
});

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
    cacheFolder: join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'rsd'),
    homeFolder: homedir(),
    language: computerLanguage(env),
    userName: userName(),
    signal: stop.signal,
  };
}

/** A user without a line in /etc/passwd, as in a container, has no name but in the environment. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return env['USER'] || 'root';
  }
}

function fail(error: unknown): void {
  const { status, text } = failureText(error, stop.signal);
  stderr.write(text);
  process.exitCode = status;
}

try {
  await rsd.parseAsync();
  if (defect !== undefined) fail(defect.error);
} catch (error) {
  fail(defect?.error ?? error);
}
