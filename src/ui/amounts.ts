import { wholeSeconds } from './whole-seconds.ts';

/** How a language writes amounts. */
export interface Amounts {
  /** A time in words, in its largest unit. */
  readonly duration: (timeMs: number) => string;
  /** Three digits and a decimal unit, as the makers of disks count. */
  readonly size: (bytes: number) => string;
}

export type DurationKey = 'duration.seconds' | 'duration.minutes' | 'duration.hours';

const UNITS = [
  ['byte', 'B'],
  ['kilobyte', 'kB'],
  ['megabyte', 'MB'],
  ['gigabyte', 'GB'],
  ['terabyte', 'TB'],
  ['petabyte', 'PB'],
] as const;
/** Languages in which even disks and sticks carry other unit symbols than the international ones. */
const OWN_SYMBOLS: ReadonlySet<string> = new Set(['fi', 'fr', 'ru', 'uk']);

/** `counted` gives the message of a key for so many of something. `tag` is a tag of `Intl`, with its digits. */
export function amountsOf(tag: string, counted: (key: DurationKey, count: number) => string): Amounts {
  return { duration: (timeMs) => duration(timeMs, counted), size: (bytes) => size(bytes, tag) };
}

function duration(timeMs: number, counted: (key: DurationKey, count: number) => string): string {
  const whole = wholeSeconds(timeMs);
  if (whole < 60) return counted('duration.seconds', whole);
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return counted('duration.minutes', minutes);
  return counted('duration.hours', Math.round(minutes / 60));
}

function size(bytes: number, tag: string): string {
  const power = Math.max(0, Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const amount = bytes / 1000 ** power;
  const digits = power === 0 || amount >= 100 ? 0 : amount >= 10 ? 1 : 2;
  const form = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
  return `${new Intl.NumberFormat(tag, form).format(amount)} ${symbol(power, tag)}`;
}

function symbol(power: number, tag: string): string {
  const [unit, international] = UNITS[power] ?? UNITS[0];
  if (!OWN_SYMBOLS.has(new Intl.Locale(tag).language)) return international;
  const parts = new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'short' }).formatToParts(1);
  return parts.find(({ type }) => type === 'unit')?.value ?? international;
}
