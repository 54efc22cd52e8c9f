import { expect, test } from 'vitest';
import { tonesIn } from './tones-in.ts';

const RATE = 44_100;

function wave(hertz: number, ms: number, shape: (phase: number) => number): number[] {
  const frames = Math.round((RATE * ms) / 1000);
  return Array.from({ length: frames }, (_, at) => 8000 * shape((2 * Math.PI * hertz * at) / RATE));
}

const square = (phase: number): number => (Math.sin(phase) < 0 ? 0 : 1);

test.for([
  ['a sine', Math.sin],
  ['a square wave', square],
] as const)('tonesIn() hears the tones of %s, and when', ([, shape]) => {
  const samples = [...wave(440, 200, shape), ...wave(0, 100, () => 0), ...wave(880, 200, shape)];
  expect(tonesIn(Int16Array.from(samples), RATE, [440, 880])).toEqual([
    { hertz: 440, atMs: 0, lastsMs: 200 },
    { hertz: 880, atMs: 300, lastsMs: 200 },
  ]);
});

test.for([500, 660, 1760, 3000])('tonesIn() does not take %i Hz for one of its tones', (hertz) => {
  const samples = Int16Array.from(wave(hertz, 200, Math.sin));
  expect(tonesIn(samples, RATE, [440, 880]).map((tone) => tone.hertz)).toEqual([0]);
});
