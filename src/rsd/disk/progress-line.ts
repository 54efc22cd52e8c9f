import { sizeText } from './size-text.ts';

export interface Progress {
  /** What is done, e.g. `Writing`. */
  readonly what: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Since it began. */
  readonly elapsedMs: number;
}

const BAR_CELLS = 20;
/** Before that, a speed would jump about. */
const SPEED_AFTER_MS = 500;

/** How far something is: `Writing  [####----]  41%  123 MB of 300 MB  24.1 MB/s  0:07 left`. */
export function progressLine(progress: Progress): string {
  const { what, doneBytes, totalBytes } = progress;
  const share = shareOf(progress);
  const cells = Math.floor(share * BAR_CELLS);
  const bar = `[${'#'.repeat(cells)}${'-'.repeat(BAR_CELLS - cells)}]`;
  const amount = `${sizeText(doneBytes)} of ${sizeText(totalBytes)}`;
  return [what, bar, percent(share), amount, ...speed(progress)].join('  ');
}

/** The same in a few columns, for several at once: `sdb Writing 41%`. */
export function shortProgress(name: string, progress: Progress): string {
  return `${name} ${progress.what} ${percent(shareOf(progress)).trim()}`;
}

function shareOf({ doneBytes, totalBytes }: Progress): number {
  return totalBytes === 0 ? 1 : Math.min(1, doneBytes / totalBytes);
}

function percent(share: number): string {
  return `${Math.floor(share * 100)}%`.padStart(4);
}

function speed({ doneBytes, totalBytes, elapsedMs }: Progress): readonly string[] {
  if (elapsedMs < SPEED_AFTER_MS || doneBytes === 0) return [];
  const perSecond = (doneBytes * 1000) / elapsedMs;
  const left = Math.ceil((totalBytes - doneBytes) / perSecond);
  const minutes = Math.floor(left / 60);
  return [`${sizeText(perSecond)}/s`, `${minutes}:${`${left % 60}`.padStart(2, '0')} left`];
}
