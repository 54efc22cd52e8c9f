import type { LineRun } from './line-run.ts';

/** The columns, in an order that stays: new ones come last. */
const COLUMNS: Readonly<Record<string, (run: LineRun) => string | number>> = {
  arrived: ({ arrived }) => arrived,
  serial: ({ serial }) => serial,
  outcome: ({ outcome }) => outcome,
  code: ({ code }) => code,
  step: ({ step }) => step,
  disk: ({ disk }) => disk,
  seconds: ({ seconds }) => seconds,
  hwid: ({ hwid }) => hwid,
  sku: ({ sku }) => sku,
  macs: ({ macs }) => macs.join(' '),
  reason: ({ reason }) => reason,
  release_before: ({ releaseBefore }) => releaseBefore,
  release_after: ({ releaseAfter }) => releaseAfter,
  firmware_before: ({ firmwareBefore }) => firmwareBefore,
  firmware_after: ({ firmwareAfter }) => firmwareAfter,
  slowest_step: (run) => slowest(run)?.name ?? '',
  slowest_step_seconds: (run) => slowest(run)?.seconds ?? '',
  stick: ({ stick }) => stick,
  port: ({ port }) => port,
  agent: ({ agent }) => agent,
  run: ({ run }) => run,
};

/** A line for each run below one with the names of the columns, as RFC 4180 has it. */
export function reportsCsv(runs: readonly LineRun[]): readonly string[] {
  const values = Object.values(COLUMNS);
  return [Object.keys(COLUMNS).join(','), ...runs.map((run) => values.map((of) => cell(of(run))).join(','))];
}

function slowest({ steps }: LineRun): LineRun['steps'][number] | undefined {
  return steps.toSorted((a, b) => b.seconds - a.seconds)[0];
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = value.replaceAll(/\p{C}/gu, '?');
  // A spreadsheet would take it for a formula, and a device may call itself what it likes.
  const inert = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
