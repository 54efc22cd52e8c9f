import type { Tone } from '../core/ports.ts';

const CALM = { hertz: 440, everyMs: 2000 };
const URGENT = { hertz: 880, everyMs: 600 };
const BEEP_MS = 200;

/**
 * What is heard at a moment of the developer delay: beeps that never stop, quick and high while a key is asked for.
 * @param sinceStartMs since the delay began, or since the key was asked for
 */
export function delayTone(sinceStartMs: number, prompt: 'waits' | 'none'): Tone {
  const { hertz, everyMs } = prompt === 'waits' ? URGENT : CALM;
  return sinceStartMs % everyMs < BEEP_MS ? hertz : 'silence';
}
