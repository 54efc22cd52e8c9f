import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AgentEvent } from '../../src/core/events.ts';
import { columnsOf } from '../../src/ui/columns-of.ts';
import type { Frame, Size } from '../../src/ui/frame.ts';
import { FIRST_SCREEN, type Screen, type ScreenInput } from '../../src/ui/screen-after.ts';
import { view } from '../../src/ui/view.ts';
import { arbitraryRun } from './arbitrary-run.ts';
import { screenAfterAll, screenOf } from './screen-of.ts';

const KEYS = ['d', 'C-c', 'n', 'y', 'down', 'up', 'pagedown', 'enter', 'q', 'g'];
/** Controls, escapes, invisible and combining characters, spaces other than the usual one, right-to-left letters. */
const UNSAFE = /[\p{C}\p{M}\p{Zl}\p{Zp}\p{Script=Arabic}\p{Script=Hebrew}]|(?! )\p{Zs}/u;

const size: fc.Arbitrary<Size> = fc.record({
  columns: fc.oneof(fc.integer({ min: 20, max: 90 }), fc.integer({ min: 90, max: 300 })),
  rows: fc.oneof(fc.integer({ min: 8, max: 30 }), fc.integer({ min: 30, max: 100 })),
});

const input: fc.Arbitrary<ScreenInput> = fc.oneof(
  fc.record({ kind: fc.constant('key' as const), key: fc.constantFrom(...KEYS) }),
  fc.record({ kind: fc.constantFrom('second-passed' as const, 'messages-ended' as const) }),
);

const anyScreen: fc.Arbitrary<Screen> = fc
  .record({ run: arbitraryRun, inputs: fc.array(input, { maxLength: 6 }) })
  .map(({ run, inputs }) => {
    const messages = run.map(
      (event): ScreenInput => ({ kind: 'message', message: { v: 1, kind: 'event', event } }),
    );
    return screenAfterAll(FIRST_SCREEN, [...messages, ...inputs]);
  });

function texts({ lines }: Frame): readonly string[] {
  return lines.map((line) => line.map(({ text }) => text).join(''));
}

function drawn(screen: Screen, on: Size): readonly string[] {
  return texts(view(screen.state, on, screen.local));
}

test('view() fills any screen of 20 by 8 or more and never more, whatever the agent says', () => {
  fc.assert(
    fc.property(anyScreen, size, (screen, on) => {
      const lines = drawn(screen, on);
      expect(lines.length).toBe(on.rows);
      expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(on.columns);
    }),
    { numRuns: 300 },
  );
});

test('view() never throws on a screen that is smaller still', () => {
  const tiny = fc.record({ columns: fc.integer({ min: 1, max: 20 }), rows: fc.integer({ min: 1, max: 8 }) });
  fc.assert(
    fc.property(anyScreen, tiny, (screen, on) => {
      expect(drawn(screen, on).filter((line) => columnsOf(line) > on.columns)).toEqual([]);
    }),
  );
});

test('view() shows a percentage from 0 to 100', () => {
  fc.assert(
    fc.property(anyScreen, size, (screen, on) => {
      const spans = view(screen.state, on, screen.local).lines.flat();
      const percents = spans.flatMap(({ text, tone }) =>
        tone === 'strong' ? (/^ *(-?[\d.e+]+) %$/.exec(text)?.slice(1) ?? []) : [],
      );
      expect(percents.filter((percent) => !/^(\d\d?|100)$/.test(percent))).toEqual([]);
    }),
  );
});

test('view() lets no character of data through that means more to a terminal than itself', () => {
  fc.assert(
    fc.property(anyScreen, size, (screen, on) => {
      expect(drawn(screen, on).filter((line) => UNSAFE.test(line))).toEqual([]);
    }),
  );
});

test('view() says that recovery is complete when it is, and never when it is not', () => {
  fc.assert(
    fc.property(anyScreen, size, (screen, on) => {
      const words = drawn(screen, on).join(' ').replaceAll(/ +/g, ' ');
      expect(words.includes('ecovery is complete')).toBe(screen.state.outcome === 'complete');
    }),
  );
});

test.for([
  { columns: 20, rows: 8 },
  { columns: 40, rows: 12 },
  { columns: 60, rows: 20 },
])('view() shows what matters most on a screen of $columns by $rows', (on) => {
  const words = (screen: Screen) => drawn(screen, on).join(' ').replaceAll(/ +/g, ' ');
  const writing = screenOf('complete-from-stick', ({ event }) => event.kind === 'step-progress');
  expect(words(writing)).toContain('Writing the system to the disk');
  expect(words(writing)).toContain(' 0 %');
  const failed = screenOf('failed-untouched', ({ event }) => event.kind === 'failed');
  expect(words(failed)).toContain('Recovery did not succeed');
  expect(words(failed)).toContain('SRC-02');
  const complete = screenOf('complete-from-stick', ({ event }) => event.kind === 'finished');
  expect(words(complete)).toContain('Recovery is complete');
  const delay = screenOf('developer-delay', ({ event }) => event.kind === 'delay' && !!event.prompt);
  expect(words(delay)).toContain('Press the key G now');
});

test.for([
  { columns: 40, rows: 12 },
  { columns: 60, rows: 20 },
])('view() says on a screen of $columns by $rows what became of the disk', (on) => {
  const words = (screen: Screen) => drawn(screen, on).join(' ').replaceAll(/ +/g, ' ');
  const untouched = screenOf('failed-untouched', ({ event }) => event.kind === 'failed');
  expect(words(untouched)).toContain('Your disk Your disk has not been touched.');
  const unbootable = screenOf('failed-unbootable', ({ event }) => event.kind === 'failed');
  expect(words(unbootable)).toContain('cannot start from its disk until a recovery succeeds');
});

test('view() scrolls the details to their end and no further', () => {
  const down = Array.from({ length: 99 }, (): ScreenInput => ({ kind: 'key', key: 'down' }));
  const screen = screenOf(
    'complete-from-stick',
    ({ event }) => event.kind === 'chosen',
    { kind: 'key', key: 'd' },
    ...down,
  );
  const frame = view(screen.state, { columns: 80, rows: 24 }, screen.local);
  const lines = texts(frame).map((line) => line.trim());
  const count = Number(
    /^Lines \d+ to (\d+) of \1$/.exec(lines.find((line) => line.startsWith('Lines ')) ?? '')?.[1],
  );
  expect(count).toBeGreaterThan(20);
  expect(frame.scroll).toBeLessThan(count);
  expect(lines).toContain('Program   rsd-agent 0.1.0');
});

test('view() draws no details over a key that has to be pressed', () => {
  const prompted = screenOf('developer-delay', ({ event }) => event.kind === 'delay' && !!event.prompt);
  const local = { ...prompted.local, details: 'open' as const };
  const lines = texts(view(prompted.state, { columns: 80, rows: 24 }, local));
  expect(lines.join('')).toContain('Press the key  G  now');
});

test.for([
  ['attended', 'stick-removal', 'Take out the stick, then press Enter to restart.'],
  ['attended', 'confirmation', 'Press Enter to restart the device.'],
  ['unattended', 'stick-removal', 'Take out the stick. The device then restarts.'],
] as const)('view() says in %s mode what the wait for %s is for', ([mode, wait, words]) => {
  const run = mode === 'attended' ? 'complete-from-stick' : 'complete-unattended';
  const complete = screenOf(run, ({ event }) => event.kind === 'finished');
  const waiting = screenAfterAll(complete, [message(complete, { kind: 'waiting', wait })]);
  expect(drawn(waiting, { columns: 80, rows: 24 })).toContain(`  ${words}`);
});

function message({ state: { seq, atMs } }: Screen, event: AgentEvent): ScreenInput {
  return { kind: 'message', message: { v: 1, kind: 'event', event: { seq: seq + 1, atMs, event } } };
}
