import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { errnoOf } from './errno-of.ts';

/** Where flashrom runs and who hears what it prints. */
export interface FlashromPlace {
  /** As flashrom takes it: `internal`, or `dummy:emulate=W25Q128FV,image=flash.bin`. */
  readonly programmer: string;
  /** Where it runs: files in `programmer` are meant from here. */
  readonly folder: string;
  /** Is given what flashrom prints, line by line, and nobody else is. */
  readonly log: (line: string) => void;
  /** The folders in which flashrom is looked for, with colons between them. */
  readonly programs?: string;
}

/** `'cannot-be-stopped'` for a write: a firmware that is half written is worse than a slow one. */
export type Stopping = { readonly signal: AbortSignal; readonly limitMs: number } | 'cannot-be-stopped';

export type FlashromEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** It never ran, or was stopped by us: nothing is known of the chip. */
  | { readonly kind: 'no-answer'; readonly reason: string };

const PROGRAMS = '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin';
/** Where there is no chip, some programmers complain for ever. A good run prints some twenty lines. */
const MAX_LINES = 200;
const MAX_LINE_CHARS = 400;
const MAX_REASON_CHARS = 120;

/** Runs flashrom. It has ended, and let go of the chip, when this resolves. @throws the signal's reason */
export async function runFlashrom(
  { programmer, folder, log, programs = PROGRAMS }: FlashromPlace,
  args: readonly string[],
  stopping: Stopping,
): Promise<FlashromEnd> {
  const stops = stopping === 'cannot-be-stopped' ? [] : [stopping.signal];
  for (const stop of stops) stop.throwIfAborted();
  const tooMuch = new AbortController();
  const limits =
    stopping === 'cannot-be-stopped' ? [] : [AbortSignal.timeout(stopping.limitMs), tooMuch.signal];
  log(`flashrom ${['-p', programmer, ...args].join(' ')}`);
  const child = spawn('flashrom', ['-p', programmer, ...args], {
    cwd: folder,
    env: { PATH: programs, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // In a process group of its own: a Ctrl-C at the terminal must not end it in a write.
    detached: true,
    signal: AbortSignal.any([...stops, ...limits]),
    killSignal: 'SIGKILL',
  });
  let lines = 0;
  const problem = heard(child.stdout, child.stderr, (line) => {
    lines += 1;
    if (lines <= MAX_LINES) log(line);
    else tooMuch.abort();
  });
  const end = await ended(child);
  for (const stop of stops) stop.throwIfAborted();
  if (end.status === 0) return { kind: 'done' };
  if (limits.some(({ aborted }) => aborted)) {
    return noAnswer('flashrom did not come to an end');
  }
  if (end.errno === 'ENOENT') return noAnswer('flashrom is not there');
  if (end.errno !== undefined) return noAnswer(`flashrom cannot be started: ${end.errno}`);
  return { kind: 'failed', reason: `flashrom ended with ${end.status ?? end.killedBy}${problem()}` };
}

function noAnswer(reason: string): FlashromEnd {
  return { kind: 'no-answer', reason };
}

interface End {
  readonly status: number | null;
  readonly killedBy: string | null;
  /** When it could not be started. */
  readonly errno?: string;
}

/** Comes also after an error: then there was nothing to close. */
function ended(child: ChildProcess): Promise<End> {
  const { promise, resolve } = Promise.withResolvers<End>();
  let errno: { errno?: string } = {};
  child.once('error', (error) => {
    errno = { errno: errnoOf(error) };
  });
  child.once('close', (status, killedBy) => resolve({ status, killedBy, ...errno }));
  return promise;
}

/** Returns what says the last problem: flashrom prints those to its standard error. */
function heard(out: Readable, problems: Readable, onLine: (line: string) => void): () => string {
  let last = '';
  const hear = (stream: Readable, note: (line: string) => void): void => {
    let open = '';
    stream.setEncoding('latin1').on('data', (text: string) => {
      const lines = `${open}${text}`.split(/[\r\n]+/);
      open = (lines.pop() ?? '').slice(0, MAX_LINE_CHARS);
      for (const line of lines.map(printable).filter((one) => one !== '')) {
        note(line);
        onLine(line);
      }
    });
  };
  hear(out, () => undefined);
  hear(problems, (line) => {
    last = line;
  });
  return () => (last === '' ? '' : `: ${last.slice(0, MAX_REASON_CHARS)}`);
}

function printable(line: string): string {
  return line
    .slice(0, MAX_LINE_CHARS)
    .replaceAll(/[^\x20-\x7e]/g, '')
    .trim();
}
