import { printable } from '../../catalog/printable.ts';
import { FAULTS } from '../../core/fault-catalogue.ts';
import type { Voice } from '../voice.ts';
import type { LineSummary } from './line-summary.ts';
import type { FoundReports } from './read-reports.ts';

const MOST_ROWS = 10;

type Row = readonly string[];

/** The summary as tables, the worst first. Only the first rows are shown of what may be long. */
export function showSummary(
  summary: LineSummary,
  { doubles, passedOver }: Pick<FoundReports, 'doubles' | 'passedOver'>,
  voice: Voice,
): void {
  const { runs, passed, failed, devices, stillFailed, seconds } = summary;
  voice.result(
    `${many(runs, 'run')} of ${many(devices, 'device')}: ${voice.paint('good', `${passed} passed`)}, ${voice.paint(failed === 0 ? 'quiet' : 'bad', `${failed} failed`)}`,
  );
  if (seconds !== null)
    voice.result(`A run that passes takes ${fixed(seconds.p50)} s (p50), ${fixed(seconds.p95)} s (p95)`);
  table(voice, ['Failed with', 'runs', ''], summary.failures.map(failureRow));
  table(
    voice,
    ['Slowest steps', 'p50 s', 'p95 s'],
    summary.steps.map(({ step, p50, p95 }) => [step, fixed(p50), fixed(p95)]),
  );
  for (const [name, values] of Object.entries(summary.repeated))
    table(
      voice,
      [`Repeated failures by ${name}`, 'failed', 'runs', ''],
      values.map((one) => [one.value, String(one.failed), String(one.runs), one.codes.join(' ')]),
    );
  table(
    voice,
    ['Devices whose last run failed'],
    stillFailed.map((serial) => [serial]),
  );
  if (doubles > 0) voice.note(`${many(doubles, 'more report')} of runs that had one already`);
  for (const { file, why } of passedOver.slice(0, MOST_ROWS))
    voice.note(`${printable(file)} was passed over: ${why}`);
  if (passedOver.length > MOST_ROWS) voice.note(`… and ${passedOver.length - MOST_ROWS} more files`);
}

function failureRow({ code, runs }: LineSummary['failures'][number]): Row {
  const known = Object.entries(FAULTS).find(([one]) => one === code);
  return [code, String(runs), known?.[1].title ?? ''];
}

/** The first column to the left, numbers to the right. Nothing is said of nothing. */
function table(voice: Voice, head: Row, rows: readonly Row[]): void {
  if (rows.length === 0) return;
  const shown = [head, ...rows.slice(0, MOST_ROWS).map((row) => row.map((text) => printable(text)))];
  const widths = head.map((_, column) => Math.max(...shown.map((row) => row[column]?.length ?? 0)));
  const line = (row: Row): string =>
    row
      .map((text, column) => {
        const width = widths[column] ?? 0;
        return /^[\d.]+$/.test(text) ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  voice.result('');
  const [title = '', ...lines] = shown.map(line);
  voice.result(voice.paint('strong', title));
  for (const one of lines) voice.result(one);
  if (rows.length > MOST_ROWS) voice.result(`… and ${rows.length - MOST_ROWS} more`);
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function fixed(seconds: number): string {
  return seconds.toFixed(1);
}
