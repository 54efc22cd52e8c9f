import { expect, test } from 'vitest';
import { soundVerdict } from '../../src/agent/sound-verdict.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import { Fault } from '../../src/core/faults.ts';
import type { Speaker, Tone } from '../../src/core/ports.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

async function heardFor(speaker: Speaker, untilMs: number): Promise<readonly AgentEvent[]> {
  const clock = new FakeClock();
  const events: AgentEvent[] = [];
  await using _ = soundVerdict('complete', { speaker, clock, emit: (event) => events.push(event) });
  while (clock.nowMs() < untilMs) await Promise.resolve();
  return events;
}

test('soundVerdict() sounds until it is disposed of, and is silent then', async () => {
  const tones: Tone[] = [];
  let closed = 0;
  const speaker: Speaker = {
    open: async () => ({
      sound: async (tone) => void tones.push(tone),
      [Symbol.asyncDispose]: async () => void (closed += 1),
    }),
  };
  expect(await heardFor(speaker, 5300)).toEqual([]);
  expect(tones).toEqual(expect.arrayContaining([660, 880, 1320]));
  expect(tones.filter((tone) => tone === 1320).length).toBeGreaterThan(0);
  expect(tones.at(-1)).toBe('silence');
  expect(closed).toBe(1);
});

test('soundVerdict() warns once on a device that makes no sound, and goes on', async () => {
  const speaker: Speaker = {
    open: async () => {
      throw new Fault('DEV-02', { problem: 'none' });
    },
  };
  expect(await heardFor(speaker, 5300)).toEqual([
    { kind: 'warning', code: 'DEV-02', facts: { problem: 'none' } },
  ]);
});
