import { expect, test } from 'vitest';
import { delayTone } from '../../src/agent/delay-tone.ts';

test.for([
  [0, 'none', 440],
  [199, 'none', 440],
  [200, 'none', 'silence'],
  [1999, 'none', 'silence'],
  [2000, 'none', 440],
  [0, 'waits', 880],
  [400, 'waits', 'silence'],
  [600, 'waits', 880],
] as const)('delayTone() at %i ms, when a prompt %s, is %s', ([atMs, prompt, tone]) => {
  expect(delayTone(atMs, prompt)).toBe(tone);
});
