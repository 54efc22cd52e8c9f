import * as z from 'zod';
import type { FatEntry } from '../../formats/fat/list-fat.ts';
import { findingOf } from './finding-of.ts';
import type { ReadSmall } from './inspect-data.ts';
import type { Finding } from './report.ts';

const LOG = /^rsd-logs\/run-(\d{4,9})\.jsonl$/i;
const MAX_REPORT_BYTES = 4 << 20;
const MAX_RUNS = 20;

/** Of a report: how it ended. Whatever else is in it is for whoever reads the file. */
const REPORT = z.object({
  outcome: z.string().max(32),
  disk: z.string().max(32),
  failure: z.object({ code: z.string().max(16) }).nullish(),
});

/** The runs that the stick has logs of, the newest first, and how they ended. */
export async function runsFinding(entries: readonly FatEntry[], read: ReadSmall): Promise<Finding> {
  const runs = entries
    .flatMap(({ path, sizeBytes }) => {
      const [, number] = LOG.exec(path) ?? [];
      return number === undefined ? [] : [{ number, sizeBytes }];
    })
    .toSorted((a, b) => Number(b.number) - Number(a.number));
  const found: Finding[] = [];
  for (const { number, sizeBytes } of runs.slice(0, MAX_RUNS))
    found.push({ run: number, logBytes: sizeBytes, end: await endOf(number, read) });
  return found;
}

async function endOf(number: string, read: ReadSmall): Promise<Finding> {
  const finding = await findingOf(async () => {
    const bytes = await read(`rsd-logs/run-${number}.report.json`, MAX_REPORT_BYTES);
    return bytes === 'absent' ? 'no report' : endIn(bytes);
  });
  return typeof finding === 'string' ? finding : 'the report cannot be read';
}

function endIn(bytes: Uint8Array): string {
  try {
    const { outcome, disk, failure } = REPORT.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return `${outcome}, disk ${disk}${failure == null ? '' : `, ${failure.code}`}`;
  } catch {
    // Somebody has changed it, or the stick was pulled out while it was written.
    return 'the report cannot be read';
  }
}
