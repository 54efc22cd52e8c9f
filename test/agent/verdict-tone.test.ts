import { expect, test } from 'vitest';
import { verdictTone } from '../../src/agent/verdict-tone.ts';

const OUTCOMES = ['complete', 'failed', 'done-before'] as const;
const MINUTE_MS = 60_000;

/** What sounds in tenths of a second: `-` or nothing. */
function rhythm(outcome: (typeof OUTCOMES)[number]): string {
  const tones = Array.from({ length: 50 }, (_, tenth) => verdictTone(outcome, tenth * 100));
  return tones.map((tone) => (tone === 'silence' ? ' ' : '-')).join('');
}

test('verdictTone() has a rhythm of its own for every outcome, for whoever does not hear its pitch', () => {
  expect(OUTCOMES.map((outcome) => rhythm(outcome).trimEnd())).toEqual([
    '--------',
    '--------  --------',
    '- -',
  ]);
});

test('verdictTone() goes up when it passed, and stays low when it failed', () => {
  expect([0, 200, 400].map((ms) => verdictTone('complete', ms))).toEqual([660, 880, 1320]);
  expect([0, 700, 1000].map((ms) => verdictTone('failed', ms))).toEqual([220, 220, 220]);
});

test.for(OUTCOMES)('verdictTone() of "%s" comes less often with time, and ends', (outcome) => {
  const begins = (fromMs: number) =>
    Array.from({ length: 600 }, (_, tenth) => fromMs + tenth * 100).filter(
      (atMs) => verdictTone(outcome, atMs) !== 'silence' && atMs % 5000 === 0,
    ).length;
  expect(begins(0)).toBe(12);
  expect(begins(2 * MINUTE_MS)).toBe(2);
  expect(begins(30 * MINUTE_MS)).toBe(0);
});
