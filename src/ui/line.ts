import type { Line, Tone } from './frame.ts';

/** A line of one tone. */
export function line(text: string, tone: Tone = 'plain'): Line {
  return [{ text, tone }];
}
