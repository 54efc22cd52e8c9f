import type { Texts } from './make-texts.ts';

/** How long a step will take, in words. */
export function timeLeft(timeMs: number, texts: Texts): string {
  return timeMs < 5000 ? texts.timeLeftSoon : texts.timeLeft({ timeMs });
}
