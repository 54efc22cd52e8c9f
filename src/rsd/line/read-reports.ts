import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../core/faults.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { firstEntries } from '../../host/first-entries.ts';
import { readReport } from '../../report/read-report.ts';
import { MAX_REPORT_BYTES } from '../../report/run-report.ts';
import { type LineRun, lineRun } from './line-run.ts';

export interface FoundReports {
  /** In the order in which they arrived. */
  readonly runs: readonly LineRun[];
  /** Reports of runs that had one already. */
  readonly doubles: number;
  /** `why` is what `readReport` says, `no-file`, or the name of the error. */
  readonly passedOver: readonly { readonly file: string; readonly why: string }[];
}

/** More than a line makes in years; a stranger with the key of a stick could make millions. */
const MAX_FILES = 200_000;
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * The reports of a folder that anybody may have put files into: names that end with `.json` and are not hidden. Links are
 * not followed.
 * @throws Fault OPT-01 when the folder cannot be listed, or has more files than anybody wants to read
 */
export async function readReports(
  folder: string,
  onRead: (done: number) => void,
  signal: AbortSignal,
): Promise<FoundReports> {
  const runs = new Map<string, LineRun>();
  const passedOver: { file: string; why: string }[] = [];
  let read = 0;
  for (const file of await namesIn(folder)) {
    signal.throwIfAborted();
    const found = await runIn(join(folder, file));
    if (typeof found === 'string') passedOver.push({ file, why: found });
    else {
      read += 1;
      const known = runs.get(found.run);
      if (known === undefined || found.arrived < known.arrived) runs.set(found.run, found);
      onRead(read);
    }
  }
  const inOrder = [...runs.values()].toSorted(
    (a, b) => compare(a.arrived, b.arrived) || compare(a.run, b.run),
  );
  return { runs: inOrder, doubles: read - runs.size, passedOver };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const entries = await firstEntries(folder, MAX_FILES + 1).catch((error: unknown) => {
    throw new Fault(
      'OPT-01',
      { option: folder, problem: `it cannot be listed (${errnoOf(error)})` },
      { cause: error },
    );
  });
  if (entries.length > MAX_FILES)
    throw new Fault('OPT-01', { option: folder, problem: `it has more than ${MAX_FILES} files` });
  return entries
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .toSorted();
}

async function runIn(path: string): Promise<LineRun | string> {
  try {
    // A pipe would keep us waiting.
    await using file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stat = await file.stat();
    if (!stat.isFile()) return 'no-file';
    if (stat.size > MAX_REPORT_BYTES) return 'too-long';
    const { bytesRead, buffer } = await file.read(
      new Uint8Array(MAX_REPORT_BYTES + 1),
      0,
      MAX_REPORT_BYTES + 1,
      0,
    );
    const report = readReport(buffer.subarray(0, bytesRead));
    return typeof report === 'string' ? report : lineRun(report, stat.mtime.toISOString());
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'UNKNOWN') throw error;
    return errno === 'ELOOP' ? 'no-file' : errno;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
