import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { DELAY_MS, developerDelay } from '../../src/agent/developer-delay.ts';
import type { Emit } from '../../src/core/events.ts';
import { Fault } from '../../src/core/faults.ts';
import type { OpenSpeaker, Speaker, Tone } from '../../src/core/ports.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { attentive, type DelayEvent, Typist } from './typist.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'.split('');
const LETTERS = ALPHABET.length;
const WITH_STICK = { stickIsThere: async () => true };
const TICK_MS = 200;
const ANSWER_MS = 10_000;

interface Sat {
  /** When it was over, by the clock; `'given up'` when it was not after so long. */
  readonly passedMs: number | 'given up';
  readonly error: unknown;
  readonly events: readonly (DelayEvent & { readonly atMs: number })[];
}

/** Sits the delay out, with somebody who gives up after a time. */
async function sit(
  person: Typist,
  patienceMs = 20 * 60_000,
  sound: OpenSpeaker['sound'] = async () => undefined,
  stickIsThere: (nowMs: number) => boolean = () => true,
): Promise<Sat> {
  const clock = new FakeClock();
  const stop = new AbortController();
  const events: Sat['events'][number][] = [];
  const emit: Emit = (event) => {
    if (event.kind === 'delay') events.push({ ...event, atMs: clock.nowMs() });
    if (clock.nowMs() >= patienceMs) stop.abort(new Fault('AGT-02', {}));
    person.see(event);
  };
  const ports = {
    person,
    clock,
    speaker: speakerWith(sound),
    stickIsThere: async () => stickIsThere(clock.nowMs()),
    emit,
  };
  const outcome = developerDelay(ports, stop.signal);
  return outcome.then(
    () => ({ passedMs: clock.nowMs(), error: 'none', events }),
    (error: unknown) => ({ passedMs: 'given up', error, events }),
  );
}

function speakerWith(sound: OpenSpeaker['sound']): Speaker {
  return { open: async () => ({ sound, [Symbol.asyncDispose]: async () => undefined }) };
}

/** Prompts come after 8 seconds and this; the key is `x` when it is long. */
const pauseOf =
  (pauseMs: number): ((below: number) => number) =>
  (below) =>
    Math.min(pauseMs - 8000, below - 1);

test('developerDelay() lasts five minutes', () => {
  expect(DELAY_MS).toBe(300_000);
});

test('developerDelay() lasts exactly five minutes when every prompt is answered at once', async () => {
  const { passedMs, events } = await sit(new Typist(attentive, pauseOf(39_900)));
  expect(passedMs).toBe(300_000);
  expect(promptsOf(events)).toHaveLength(7);
  expect(events[0]).toMatchObject({ phase: 'running', leftMs: 300_000, totalMs: 300_000 });
  expect(events.at(-1)).toEqual({
    kind: 'delay',
    phase: 'passed',
    leftMs: 0,
    totalMs: 300_000,
    atMs: 300_000,
  });
});

test('developerDelay() tells how long is left, five times a second, and of each prompt how long it waits', async () => {
  const { events } = await sit(new Typist(attentive, pauseOf(39_900)));
  const left = events.map(({ leftMs }) => leftMs);
  expect(left).toEqual(left.map((_, at) => Math.max(0, 300_000 - at * TICK_MS)));
  expect(promptsOf(events)[0]).toEqual({ key: 'x', leftMs: ANSWER_MS });
});

test.for([0, 1, 6])('developerDelay() starts again when prompt number %i is not answered', async (missed) => {
  let nth = -1;
  const answers = ({ prompt }: DelayEvent): readonly string[] => {
    if (prompt?.leftMs === ANSWER_MS) nth += 1;
    return prompt === undefined || nth === missed ? [] : [prompt.key];
  };
  const { passedMs, events } = await sit(new Typist(answers, pauseOf(40_000)));
  const askedMs = 40_000 + missed * 40_200;
  // The first tick after the last moment for an answer.
  expect(passedMs).toBe(askedMs + ANSWER_MS + TICK_MS + 300_000);
  expect(events.find(({ atMs }) => atMs === askedMs + ANSWER_MS)?.prompt).toEqual({ key: 'x', leftMs: 0 });
  expect(events.find(({ atMs }) => atMs === askedMs + ANSWER_MS + TICK_MS)?.leftMs).toBe(300_000);
});

test('developerDelay() takes an answer up to the last moment', async () => {
  const late = ({ prompt }: DelayEvent): readonly string[] =>
    prompt !== undefined && prompt.leftMs <= TICK_MS ? [prompt.key] : [];
  const { passedMs } = await sit(new Typist(late, pauseOf(39_900)));
  expect(passedMs).toBe(300_000);
});

test.for([
  ['another key', () => ['a']],
  ['another key and then the right one', () => ['a', 'x']],
  ['every key there is', () => ALPHABET],
  ['the name of the key in capitals', () => ['X']],
  ['Enter', () => ['enter']],
] as const)('developerDelay() starts again for %s', async ([, keys]) => {
  let wrong = true;
  const person = new Typist(({ prompt }) => {
    if (prompt === undefined) return [];
    const answer = wrong ? keys() : [prompt.key];
    wrong = false;
    return answer;
  }, pauseOf(40_000));
  const { passedMs } = await sit(person);
  expect(passedMs).toBe(40_000 + TICK_MS + 300_000);
});

test('developerDelay() takes no key for an answer that was pressed before it was asked for', async () => {
  // The right key, and every other one, in each tick without a prompt: up to the moment in which the next one is shown.
  const hasty = ({ prompt }: DelayEvent): readonly string[] =>
    prompt === undefined ? ['x', ...ALPHABET] : [];
  const person = new Typist(hasty, pauseOf(40_000));
  person.press('x', ...ALPHABET);
  const { passedMs, events, error } = await sit(person);
  expect([passedMs, error]).toMatchObject(['given up', { code: 'AGT-02' }]);
  expect(events.filter(({ leftMs }) => leftMs === 300_000).length).toBeGreaterThan(10);
});

test('developerDelay() does not mind keys that nobody asked for', async () => {
  const busy = (event: DelayEvent): readonly string[] => [...attentive(event), 'q', 'enter'];
  expect(await sit(new Typist(busy, pauseOf(39_900)))).toMatchObject({ passedMs: 300_000 });
});

/** With this pause the tenth prompt is shown 200 ms before the five minutes are over. */
const LATE_PROMPT = pauseOf(29_800);

test('developerDelay() is not over while a prompt waits', async () => {
  const slowAtTheEnd = ({ prompt, leftMs }: DelayEvent): readonly string[] =>
    prompt !== undefined && (leftMs > TICK_MS || prompt.leftMs <= 5000) ? [prompt.key] : [];
  const { passedMs, events } = await sit(new Typist(slowAtTheEnd, LATE_PROMPT));
  expect(passedMs).toBe(305_000);
  expect(events.find(({ atMs }) => atMs === 302_000)).toMatchObject({
    phase: 'running',
    leftMs: 0,
    prompt: { leftMs: 7800 },
  });
});

test('developerDelay() starts again when the prompt at the end is not answered', async () => {
  let round = 0;
  const answers = ({ prompt, leftMs }: DelayEvent): readonly string[] => {
    if (leftMs === DELAY_MS) round += 1;
    return prompt === undefined || (round === 1 && leftMs <= TICK_MS) ? [] : [prompt.key];
  };
  const { passedMs } = await sit(new Typist(answers, LATE_PROMPT));
  expect(passedMs).toBe(299_800 + ANSWER_MS + TICK_MS + 300_000);
});

test('developerDelay() ends with the reason of a cancellation, at once', async () => {
  const { passedMs, error, events } = await sit(new Typist(attentive), 60_000);
  expect([passedMs, error]).toMatchObject(['given up', { code: 'AGT-02' }]);
  expect(events.at(-1)?.atMs).toBe(60_000);
});

test('developerDelay() does not begin when nobody can be there', async () => {
  const clock = new FakeClock();
  const person = {
    presence: 'unattended',
    pressedKeys: () => ALPHABET,
    randomBelow: () => 0,
  } as const;
  const told: unknown[] = [];
  const ports = { ...WITH_STICK, person, clock, speaker: speakerWith(async () => undefined) };
  const delay = developerDelay({ ...ports, emit: (event) => told.push(event) }, new AbortController().signal);
  await expect(delay).rejects.toMatchObject({ code: 'DEV-01' });
  expect([clock.slept, told]).toEqual([[], []]);
});

test('developerDelay() asks at times and for keys that come from the random numbers', async () => {
  const numbers = [500, 3, 31_999, 16, 0, 7];
  let nth = 0;
  const { events } = await sit(new Typist(attentive, (below) => (numbers[nth++] ?? 0) % below), 120_000);
  const asked = events.filter(({ prompt }) => prompt?.leftMs === ANSWER_MS);
  expect(asked.slice(0, 3).map(({ prompt, atMs }) => [prompt?.key, atMs])).toEqual([
    ['e', 8600],
    ['x', 8800 + 40_000],
    ['j', 49_000 + 8000],
  ]);
});

test.for([0, 5000, 299_800])(
  'developerDelay() ends with a tick of a stick that is out after %i ms',
  async (atMs) => {
    const heard: Tone[] = [];
    const { passedMs, error, events } = await sit(
      new Typist(attentive, pauseOf(39_900)),
      undefined,
      async (tone) => void heard.push(tone),
      (nowMs) => nowMs <= atMs,
    );
    expect([passedMs, error]).toMatchObject(['given up', { code: 'STK-03' }]);
    expect(events.at(-1)).toMatchObject({ phase: 'running', atMs });
    expect(heard.at(-1) ?? 'silence').toBe('silence');
  },
);

test('developerDelay() asks for keys that the keyboards of many countries have at the same place, and for no others', async () => {
  const asked = new Set<string>();
  for (let letter = 0; letter < 17; letter += 1) {
    const { events } = await sit(new Typist(attentive, (below) => letter % below), 60_000);
    for (const { key } of promptsOf(events)) asked.add(key);
  }
  expect([...asked].toSorted().join('')).toBe('bcdefghjknprstuvx');
});

test('developerDelay() beeps all the time, quicker and higher while a key is asked for, and is silent in the end', async () => {
  const heard: Tone[] = [];
  await sit(new Typist(attentive, pauseOf(39_900)), undefined, async (tone) => void heard.push(tone));
  const beeps = heard.filter((tone) => tone !== 'silence');
  expect(beeps.filter((tone) => tone === 440).length).toBeGreaterThan(140);
  expect(beeps.filter((tone) => tone === 880).length).toBeGreaterThan(0);
  expect(heard.at(-1)).toBe('silence');
});

test('developerDelay() is silent after a cancellation', async () => {
  const heard: Tone[] = [];
  await sit(new Typist(attentive), 60_000, async (tone) => void heard.push(tone));
  expect(heard.length).toBeGreaterThan(10);
  expect(heard.at(-1)).toBe('silence');
});

const NONE = new Fault('DEV-02', { problem: 'none' });

test.for([
  ['there is no loudspeaker', { open: () => Promise.reject(NONE) }],
  ['the loudspeaker fails', speakerWith(() => Promise.reject(NONE))],
] as const)('developerDelay() lasts as long where %s, and says so once', async ([, speaker]) => {
  const warnings: unknown[] = [];
  const person = new Typist(attentive, pauseOf(39_900));
  const clock = new FakeClock();
  const emit: Emit = (event) => {
    if (event.kind === 'warning') warnings.push(event.code);
    person.see(event);
  };
  await developerDelay({ ...WITH_STICK, person, clock, speaker, emit }, new AbortController().signal);
  expect([clock.nowMs(), warnings]).toEqual([300_000, ['DEV-02']]);
});

test('developerDelay() does not wait for a loudspeaker that is never ready, and closes one that is ready too late', async () => {
  const [person, clock] = [new Typist(attentive, pauseOf(39_900)), new FakeClock()];
  const opening = Promise.withResolvers<OpenSpeaker>();
  const ports = { ...WITH_STICK, person, clock, speaker: { open: () => opening.promise } };
  await developerDelay({ ...ports, emit: (event) => person.see(event) }, new AbortController().signal);
  expect(clock.nowMs()).toBe(300_000);
  const heard: string[] = [];
  opening.resolve({
    sound: async (tone) => void heard.push(String(tone)),
    [Symbol.asyncDispose]: async () => void heard.push('closed'),
  });
  await vi.waitFor(() => expect(heard).not.toEqual([]));
  expect(heard).toEqual(['closed']);
});

/** Somebody, or a machine, that presses keys at random, and now and then the right one. */
const typists = fc.record({
  seed: fc.nat(),
  rightPercent: fc.constantFrom(0, 50, 90, 99, 100),
  noise: fc.boolean(),
});

test('developerDelay() is never over before five minutes, in which every prompt was answered with its key alone', async () => {
  await fc.assert(
    fc.asyncProperty(typists, async ({ seed, rightPercent, noise }) => {
      const random = randomFrom(seed);
      const pressed: (readonly string[])[] = [];
      const person = new Typist(
        ({ prompt }) => {
          const right = prompt !== undefined && random(100) < rightPercent;
          const others =
            noise && prompt === undefined && random(100) < 20 ? [ALPHABET[random(LETTERS)] ?? ''] : [];
          pressed.push(right ? [prompt.key] : others);
          return right ? [prompt.key] : others;
        },
        (below) => random(below),
      );
      const { passedMs, events } = await sit(person, 15 * 60_000);
      expect(passedMs === 'given up' || fairly(events, pressed)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('the check above sees a delay that was cut short, and one with a prompt that nobody answered', async () => {
  const answers: (readonly string[])[] = [];
  const person = new Typist((event) => {
    answers.push(attentive(event));
    return attentive(event);
  }, pauseOf(39_900));
  const { events } = await sit(person);
  expect(fairly(events, answers)).toBe(true);
  expect(fairly(events.slice(1), answers.slice(1))).toBe(false);
  expect(
    fairly(
      events,
      answers.map(() => []),
    ),
  ).toBe(false);
});

/** Judged by what was shown and pressed alone: the last 300 s count down to 0, and every prompt in them was answered. */
function fairly(events: Sat['events'], pressed: readonly (readonly string[])[]): boolean {
  const begun = events.findLastIndex(({ leftMs }) => leftMs === DELAY_MS);
  const [first, last] = [events[begun], events.at(-1)];
  if (first === undefined || last === undefined || last.phase !== 'passed') return false;
  const ended = events.flatMap(({ prompt }, at) =>
    at > begun && prompt !== undefined && events[at + 1]?.prompt === undefined ? [{ prompt, at }] : [],
  );
  const answered = ended.every(({ prompt, at }) => pressed[at]?.[0] === prompt.key);
  return last.atMs - first.atMs >= DELAY_MS && answered && ended.length >= 7;
}

function promptsOf(events: Sat['events']): NonNullable<DelayEvent['prompt']>[] {
  return events.flatMap(({ prompt }) => (prompt?.leftMs === ANSWER_MS ? [prompt] : []));
}

/** The same numbers for the same seed; Park and Miller's generator. */
function randomFrom(seed: number): (below: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}
