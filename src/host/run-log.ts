import { appendFileSync, constants, fsyncSync } from 'node:fs';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { errnoOf } from './errno-of.ts';
import { firstEntries } from './first-entries.ts';

export interface RunLog extends AsyncDisposable {
  readonly logger: Logger;
  /** The newest lines, for a device whose stick cannot be written. */
  readonly lines: readonly string[];
  /**
   * Puts a file of this run beside its log, and returns where the log is, as a path on the stick. Both are on the medium
   * when it resolves: the stick may be pulled out then. null when they, or lines of the log, are not.
   */
  keep(suffix: string, text: string): Promise<string | null>;
}

const FOLDER = 'rsd-logs';
const KEPT_RUNS = 10;
const KEPT_LINES = 2000;
const RUN = /^run-(\d{4,9})\./;
const MAX_NAMES = 10_000;

/**
 * The JSON-lines log of this run, in memory and on the stick. Runs are numbered, as the clock may be wrong, and the
 * last ten are kept. Nothing that fails here stops a recovery: `onLost` hears of it once.
 */
export async function runLog(stickFolder: string, onLost: (errno: string) => void): Promise<RunLog> {
  const lines: string[] = [];
  const file = await onStick(stickFolder).catch((error: unknown) => {
    onLost(errnoOf(error));
    return undefined;
  });
  let lost = file === undefined;
  const write = (line: string): void => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    if (lost || file === undefined) return;
    try {
      appendFileSync(file.handle.fd, line);
    } catch (error) {
      lost = true;
      onLost(errnoOf(error));
    }
  };
  return {
    logger: pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write }),
    lines,
    async keep(suffix, text) {
      if (file === undefined) return null;
      await using beside = await create(file.folder, `run-${file.number}.${suffix}`);
      await beside.writeFile(text);
      await beside.sync();
      await file.handle.sync();
      await file.folder.sync();
      return lost ? null : `${FOLDER}/run-${file.number}.jsonl`;
    },
    async [Symbol.asyncDispose]() {
      if (file === undefined) return;
      try {
        fsyncSync(file.handle.fd);
      } catch (error) {
        if (!lost) onLost(errnoOf(error));
      }
      await file.handle.close();
      await file.folder.close();
    },
  };
}

interface StickFile {
  readonly folder: FileHandle;
  readonly handle: FileHandle;
  readonly number: string;
}

async function onStick(stickFolder: string): Promise<StickFile> {
  const path = join(stickFolder, FOLDER);
  await mkdir(path).catch((error: unknown) => {
    if (errnoOf(error) !== 'EEXIST') throw error;
  });
  // Held open and never followed: a link on the stick must not choose where we write.
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const runs = numbersIn(await firstEntries(`/proc/self/fd/${folder.fd}`, MAX_NAMES));
    await prune(folder, runs);
    const number = String((runs.at(-1) ?? 0) + 1).padStart(4, '0');
    return { folder, handle: await create(folder, `run-${number}.jsonl`), number };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

function numbersIn(entries: readonly { readonly name: string }[]): number[] {
  const numbers = entries.map(({ name }) => Number(RUN.exec(name)?.[1] ?? 0));
  return [...new Set(numbers)].filter((number) => number > 0).toSorted((a, b) => a - b);
}

async function prune(folder: FileHandle, runs: readonly number[]): Promise<void> {
  const old = runs
    .slice(0, Math.max(0, runs.length - KEPT_RUNS + 1))
    .map((number) => String(number).padStart(4, '0'));
  const names = old.flatMap((number) => [`run-${number}.jsonl`, `run-${number}.report.json`]);
  // What cannot be removed stays: this run's log matters more.
  await Promise.allSettled(names.map((name) => unlink(`/proc/self/fd/${folder.fd}/${name}`)));
}

function create(folder: FileHandle, name: string): Promise<FileHandle> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  return open(`/proc/self/fd/${folder.fd}/${name}`, flags, 0o644);
}
