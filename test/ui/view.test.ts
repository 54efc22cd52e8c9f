import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AgentEvent } from '../../src/core/events.ts';
import { columnsOf } from '../../src/ui/columns-of.ts';
import { ENGLISH } from '../../src/ui/english.ts';
import type { Frame, Size } from '../../src/ui/frame.ts';
import { firstScreen, type Screen, type ScreenInput } from '../../src/ui/screen-after.ts';
import { screenMode } from '../../src/ui/screen-mode.ts';
import { view } from '../../src/ui/view.ts';
import { arbitraryRun, hostileText } from './arbitrary-run.ts';
import { LANGUAGES } from './locale-files.ts';
import {
  ALL_FAIL,
  CONNECTED,
  FROM_CHOICE,
  MANY_NETWORKS,
  NETWORKS,
  SERVER_FAILED,
  UNTIL_CONNECT,
  WIFI_UP,
  WRONG_PASSPHRASE,
  wanted,
} from './network-run.ts';
import { key, screenAfterAll, screenAfterEvent, screenOf, screenOfEvents, typing } from './screen-of.ts';

/** The letters of the others are turned on purpose. */
const FROM_LEFT = firstScreen(LANGUAGES.filter(({ tag }) => !['ar', 'fa', 'he'].includes(tag)));
const KEYS = [
  'd',
  'l',
  'right',
  'C-c',
  'home',
  'end',
  'n',
  'y',
  'down',
  'up',
  'pagedown',
  'enter',
  'q',
  'g',
  'h',
  'r',
  'escape',
  'C-r',
];
/** Controls, escapes, invisible and combining characters, spaces other than the usual one, right-to-left letters. */
const UNSAFE = /[\p{C}\p{M}\p{Zl}\p{Zp}\p{Script=Arabic}\p{Script=Hebrew}]|(?! )\p{Zs}/u;

const size: fc.Arbitrary<Size> = fc.record({
  columns: fc.oneof(fc.integer({ min: 20, max: 90 }), fc.integer({ min: 90, max: 300 })),
  rows: fc.oneof(fc.integer({ min: 8, max: 30 }), fc.integer({ min: 30, max: 100 })),
});

const input: fc.Arbitrary<ScreenInput> = fc.oneof(
  fc.record({ kind: fc.constant('key' as const), key: fc.constant(''), typed: hostileText }),
  fc.record({ kind: fc.constant('key' as const), key: fc.constantFrom(...KEYS) }),
  fc.record({ kind: fc.constantFrom('second-passed' as const, 'messages-ended' as const) }),
);

const anyScreen: fc.Arbitrary<Screen> = fc
  .record({ run: arbitraryRun, inputs: fc.array(input, { maxLength: 12 }) })
  .map(({ run, inputs }) => {
    const messages = run.map(
      (event): ScreenInput => ({ kind: 'message', message: { v: 1, kind: 'event', event } }),
    );
    return screenAfterAll(FROM_LEFT, [...messages, ...inputs]);
  });

function texts({ lines }: Frame): readonly string[] {
  return lines.map((line) => line.map(({ text }) => text).join(''));
}

function drawn(screen: Screen, on: Size): readonly string[] {
  return texts(view(screen.state, on, screen.local, ENGLISH));
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
      const spans = view(screen.state, on, screen.local, ENGLISH).lines.flat();
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
      // The log says what was true at its time.
      const { state, local } = screen;
      const open = {
        ...screen,
        local: { ...local, details: local.details === 'log' ? 'closed' : local.details },
      };
      const words = drawn(open, on).join(' ').replaceAll(/ +/g, ' ');
      const isCovered = screenMode(state, open.local).kind === 'language';
      const isComplete = state.outcome === 'complete' && !isCovered;
      const isWhole = state.firmware?.result !== 'failed';
      expect(words.includes('ecovery is complete')).toBe(isComplete && isWhole);
      expect(words.includes('[!] Recovered, but')).toBe(isComplete && !isWhole);
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
  const frame = view(screen.state, { columns: 80, rows: 24 }, screen.local, ENGLISH);
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
  const lines = texts(view(prompted.state, { columns: 80, rows: 24 }, local, ENGLISH));
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

const atPassphrase = screenOfEvents([...UNTIL_CONNECT, wanted(NETWORKS)], key('enter'));
const passphrase = fc.stringMatching(/^[!-)+-^a-z]{8,60}$/);

test('view() shows nothing of a hidden passphrase but how long it is', () => {
  fc.assert(
    fc.property(passphrase, size, (secret, on) => {
      const hidden = screenAfterAll(atPassphrase, typing(secret));
      const other = screenAfterAll(atPassphrase, typing('x'.repeat(secret.length)));
      expect(drawn(hidden, on)).toEqual(drawn(other, on));
      const shown = screenAfterAll(hidden, [key('C-r')]);
      expect(drawn(shown, on)).not.toEqual(drawn(other, on));
      expect(drawn(screenAfterAll(shown, [key('C-r')]), on)).toEqual(drawn(other, on));
    }),
  );
});

test('view() shows a passphrase letter by letter, its spaces too, when it is asked to', () => {
  const asked = screenOfEvents([...UNTIL_CONNECT, wanted(NETWORKS)], key('enter'));
  const secret = ` ${'Ab  9é'.repeat(10)} `;
  const lines = drawn(screenAfterAll(asked, [...typing(secret), key('C-r')]), { columns: 40, rows: 24 });
  const at = lines.findIndex((line) => line.includes('62 characters'));
  expect(
    lines
      .slice(at + 1, at + 3)
      .map((line) => line.slice(1))
      .join(''),
  ).toBe(`${secret}_`);
});

test.for([
  { columns: 20, rows: 8 },
  { columns: 40, rows: 12 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
])(
  'view() shows the marked network wherever it is, and why the last one failed, at $columns by $rows',
  (on) => {
    const asked = screenOfEvents([...UNTIL_CONNECT, wanted(MANY_NETWORKS, WRONG_PASSPHRASE)]);
    for (const steps of [0, 1, 29, 58, 59]) {
      const screen = screenAfterAll(
        asked,
        Array.from({ length: steps }, () => key('down')),
      );
      const lines = drawn(screen, on);
      expect(lines.filter((line) => line.includes('>') && line.includes(` ${99 - steps} %`))).toHaveLength(1);
      expect(lines.join(' ')).toContain('NET-34');
    }
  },
);

test('view() counts down to the next try with the local clock, and says when it is due', () => {
  const waiting = screenOfEvents([...UNTIL_CONNECT, WIFI_UP, SERVER_FAILED, ALL_FAIL]);
  const pictures = [0, 1, 3, 4, 9].map((seconds) => {
    const later = Array.from({ length: seconds }, (): ScreenInput => ({ kind: 'second-passed' }));
    return drawn(screenAfterAll(waiting, later), { columns: 80, rows: 24 }).join('\n');
  });
  expect(pictures.map((text) => /Next try in .*|Trying again now/.exec(text)?.[0])).toEqual([
    'Next try in 4 seconds',
    'Next try in 3 seconds',
    'Next try in 1 second',
    'Trying again now',
    'Trying again now',
  ]);
});

test('view() tells of a lost network while data is written, and no more of it when it is back', () => {
  const on = { columns: 80, rows: 24 };
  const writing = screenOfEvents([...UNTIL_CONNECT, WIFI_UP, CONNECTED, ...FROM_CHOICE.slice(0, 40)]);
  const progress = FROM_CHOICE[39];
  expect(progress?.kind).toBe('step-progress');
  expect(drawn(writing, on).join(' ')).not.toContain('Connected to the server');
  const failed = screenAfterEvent(writing, SERVER_FAILED);
  expect(drawn(failed, on).join(' ')).toContain(
    'Server recovery.example.com: The recovery server does not answer',
  );
  const onTheNext = screenAfterEvent(failed, FROM_CHOICE[40] ?? CONNECTED);
  expect(drawn(onTheNext, on).join(' ')).not.toContain('recovery server does not answer');
  const waiting = screenAfterEvent(screenAfterEvent(failed, ALL_FAIL), FROM_CHOICE[40] ?? CONNECTED);
  expect(drawn(waiting, on).join(' ')).toContain('Next try in 4 seconds');
  const back = screenAfterEvent(waiting, CONNECTED);
  expect(drawn(back, on).join(' ')).not.toContain('All servers fail');
});

test('view() asks nobody for a WiFi network in an unattended run', () => {
  const started: AgentEvent = { kind: 'started', agent: '', mode: 'unattended' };
  const screen = screenOfEvents([started, wanted(NETWORKS)]);
  expect(drawn(screen, { columns: 80, rows: 24 }).join(' ')).not.toContain('Choose a WiFi network');
});

test.for([
  ['the passphrase', 'wpa2', [key('enter')]],
  ['the confirmation', 'open', [key('enter')]],
  ['the sent answer', 'open', [key('enter'), key('y')]],
  ['the hint', 'other', [key('enter')]],
  ['the typed name', 'other', [key('h'), ...typing('\u202eevil\u0300\u{1f600}')]],
  ['the shown passphrase', 'wpa2', [key('enter'), ...typing('\u202eevil\u0300\u{1f600}'), key('C-r')]],
] as const)('view() lets nothing of a hostile network through on the page of %s', ([, security, inputs]) => {
  fc.assert(
    fc.property(hostileText, size, (name, on) => {
      const networks = [{ ssid: '61', name: `${name}\x1b[2J`, security, signalPercent: 50 }];
      const screen = screenOfEvents([...UNTIL_CONNECT, wanted(networks)], ...inputs);
      expect(drawn(screen, on).filter((line) => UNSAFE.test(line))).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
