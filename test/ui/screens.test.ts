import { expect, test } from 'vitest';
import type { StampedEvent } from '../../src/core/events.ts';
import type { Size } from '../../src/ui/frame.ts';
import { openPainter } from '../../src/ui/paint.ts';
import { FIRST_SCREEN, type Screen, type ScreenInput } from '../../src/ui/screen-after.ts';
import { view } from '../../src/ui/view.ts';
import { fakeTerminal } from './fake-terminal.ts';
import {
  ALL_FAIL,
  CABLE,
  CONNECTED,
  FROM_CHOICE,
  MANY_NETWORKS,
  NETWORK_RUN,
  NETWORKS,
  SERVER_FAILED,
  TRYING_WIFI,
  UNTIL_CONNECT,
  WIFI_UP,
  WRONG_PASSPHRASE,
  wanted,
} from './network-run.ts';
import { key, screenAfterAll, screenOf, screenOfEvents, typing } from './screen-of.ts';

const USUAL: Size = { columns: 80, rows: 24 };
const NOBODY = { key: () => {}, resized: () => {}, keysEnded: () => {}, terminalLost: () => {} };

const DETAILS: ScreenInput = { kind: 'key', key: 'd' };
const CTRL_C: ScreenInput = { kind: 'key', key: 'C-c' };
const AGENT_LOST: ScreenInput = { kind: 'messages-ended' };
const SECOND: ScreenInput = { kind: 'second-passed' };

const ASKED = screenOfEvents([...UNTIL_CONNECT, ...CABLE, wanted(NETWORKS)]);

const SCREENS: Record<string, Screen> = {
  start: screenAfterAll(FIRST_SCREEN, []),
  choosing: screenOf('complete-from-stick', started('choose')),
  'choice-expanded': screenOf('complete-from-stick', started('check'), DETAILS),
  'writing-42': screenOf('complete-from-stick', at('write', 42)),
  'writing-quiet': screenOf(
    'complete-from-stick',
    at('write', 42),
    ...Array.from({ length: 14 }, () => SECOND),
  ),
  'stop-question': screenOf('complete-from-stick', at('write', 42), CTRL_C),
  retrying: screenOf('failed-unbootable', ofKind('step-retrying')),
  'developer-delay': screenOf('developer-delay', ofKind('delay')),
  'developer-delay-prompt': screenOf(
    'developer-delay',
    ({ event }) => event.kind === 'delay' && !!event.prompt,
  ),
  complete: screenOf('complete-from-stick', ofKind('waiting')),
  'complete-unattended': screenOf('complete-unattended', ofKind('warning')),
  'failed-untouched': screenOf('failed-untouched', ofKind('failed')),
  'failed-unbootable': screenOf('failed-unbootable', ofKind('failed')),
  'agent-lost': screenOf('complete-from-stick', at('write', 42), AGENT_LOST),
  hostile: screenOf('hostile', started('write')),

  'network-cable': screenOfEvents([...UNTIL_CONNECT, ...CABLE.slice(0, 2)]),
  'network-server-waiting': screenOfEvents([...UNTIL_CONNECT, WIFI_UP, SERVER_FAILED, ALL_FAIL], SECOND),
  'network-details': screenOfEvents([...UNTIL_CONNECT, WIFI_UP], DETAILS, key('pagedown'), key('pagedown')),
  'network-lost': screenOfEvents(
    [...UNTIL_CONNECT, WIFI_UP, CONNECTED, ...FROM_CHOICE.slice(0, 40), SERVER_FAILED, ALL_FAIL],
    SECOND,
    SECOND,
  ),
  'network-complete': screenOfEvents(NETWORK_RUN.map(({ event }) => event)),
  'wifi-list': ASKED,
  'wifi-list-empty': screenAfterAll(
    screenOfEvents([...UNTIL_CONNECT, ...CABLE, wanted([])]),
    Array.from({ length: 5 }, () => SECOND),
  ),
  'wifi-list-many': screenAfterAll(
    screenOfEvents([...UNTIL_CONNECT, wanted(MANY_NETWORKS)]),
    Array.from({ length: 29 }, () => key('down')),
  ),
  'wifi-list-unusable': screenAfterAll(ASKED, [
    ...Array.from({ length: 4 }, () => key('down')),
    key('enter'),
  ]),
  'wifi-list-wrong-passphrase': screenOfEvents([
    ...UNTIL_CONNECT,
    ...CABLE,
    wanted(NETWORKS),
    { kind: 'wifi-answered' },
    TRYING_WIFI,
    wanted(NETWORKS, WRONG_PASSPHRASE),
  ]),
  'wifi-passphrase': screenAfterAll(ASKED, [key('enter'), ...typing('Grün & 12 Vögel')]),
  'wifi-passphrase-short': screenAfterAll(ASKED, [key('enter'), ...typing('1234'), key('enter')]),
  'wifi-hidden-name': screenAfterAll(ASKED, [key('h'), ...typing('Lager Süd')]),
  'wifi-hidden-name-too-long': screenAfterAll(ASKED, [key('h'), ...typing('網'.repeat(11)), key('enter')]),
  'wifi-open': screenAfterAll(ASKED, [key('down'), key('down'), key('down'), key('enter')]),
  'wifi-give-up': screenAfterAll(ASKED, [key('escape')]),
  'wifi-sent': screenAfterAll(ASKED, [key('enter'), ...typing('Grün & 12 Vögel'), key('enter')]),
};

const SIZES: Record<string, readonly [screen: string, size: Size][]> = {
  '40x12': [
    ['writing-42', { columns: 40, rows: 12 }],
    ['failed-unbootable', { columns: 40, rows: 12 }],
    ['complete', { columns: 40, rows: 12 }],
    ['developer-delay-prompt', { columns: 40, rows: 12 }],
    ['wifi-list', { columns: 40, rows: 12 }],
    ['wifi-passphrase', { columns: 40, rows: 12 }],
  ],
  '60x20': [['writing-42', { columns: 60, rows: 20 }]],
  '120x40': [
    ['wifi-list-wrong-passphrase', { columns: 120, rows: 40 }],
    ['wifi-list-many', { columns: 120, rows: 40 }],
    ['wifi-passphrase', { columns: 120, rows: 40 }],
    ['network-server-waiting', { columns: 120, rows: 40 }],
    ['network-lost', { columns: 120, rows: 40 }],
    ['network-complete', { columns: 120, rows: 40 }],
    ['wifi-list-empty', { columns: 120, rows: 40 }],
    ['wifi-hidden-name', { columns: 120, rows: 40 }],
    ['wifi-open', { columns: 120, rows: 40 }],
    ['wifi-give-up', { columns: 120, rows: 40 }],
  ],
  '160x50': [
    ['writing-42', { columns: 160, rows: 50 }],
    ['failed-untouched', { columns: 160, rows: 50 }],
  ],
};

test.for(Object.entries(SCREENS))('the screen "%s" looks as it did', async ([name, screen]) => {
  await expect(await pictureOf(screen, USUAL)).toMatchFileSnapshot(`../golden/screens/${name}.txt`);
});

const SIZED = Object.entries(SIZES).flatMap(([label, each]) =>
  each.map(([name, size]) => ({ label, name, size })),
);

test.for(SIZED)('the screen "$name" looks as it did at $label', async ({ label, name, size }) => {
  const screen = SCREENS[name] ?? FIRST_SCREEN;
  await expect(await pictureOf(screen, size)).toMatchFileSnapshot(`../golden/screens/${name}-${label}.txt`);
});

async function pictureOf(screen: Screen, size: Size): Promise<string> {
  const fake = fakeTerminal(size);
  using painter = openPainter(fake.terminal, NOBODY);
  painter.draw(view(screen.state, painter.size(), screen.local));
  return `${await fake.picture()}\n`;
}

function ofKind(kind: StampedEvent['event']['kind']) {
  return ({ event }: StampedEvent) => event.kind === kind;
}

function started(step: string) {
  return ({ event }: StampedEvent) => event.kind === 'step-started' && event.step === step;
}

function at(step: string, percent: number) {
  return ({ event }: StampedEvent) =>
    event.kind === 'step-progress' &&
    event.step === step &&
    (100 * event.doneBytes) / event.totalBytes >= percent;
}
