import type { TimelineRow } from './timeline.ts';

/** The rows as lines of text, in seconds. */
export function timelineTable(rows: readonly TimelineRow[]): readonly string[] {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const line = (name: string, took: string, at: string): string =>
    `${name.padEnd(width)}  ${took.padStart(8)}  ${at.padStart(14)}`;
  return [
    line('', 'took', 'since power on'),
    ...rows.map(({ name, tookMs, atMs }) => line(name, seconds(tookMs), seconds(atMs))),
  ];
}

function seconds(timeMs: number): string {
  return `${(timeMs / 1000).toFixed(1)} s`;
}
