import { plural } from './plural.ts';
import { wholeSeconds } from './whole-seconds.ts';

/** A time in words, in its largest unit. */
export function duration(timeMs: number): string {
  const whole = wholeSeconds(timeMs);
  if (whole < 60) return plural(whole, { one: '1 second', other: (n) => `${n} seconds` });
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return plural(minutes, { one: '1 minute', other: (n) => `${n} minutes` });
  return plural(Math.round(minutes / 60), { one: '1 hour', other: (n) => `${n} hours` });
}
