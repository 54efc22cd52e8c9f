import type { AgentEvent, StampedEvent } from '../../src/core/events.ts';
import { FIRST_LOCAL_STATE } from '../../src/ui/local-state.ts';
import type { Screen, ScreenInput } from '../../src/ui/screen-after.ts';
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
import { type RunName, recordedRun } from './recorded-run.ts';
import {
  key,
  NEW_SCREEN,
  screenAfterAll,
  screenAfterEvent,
  screenOf,
  screenOfEvents,
  typing,
} from './screen-of.ts';

const DETAILS: ScreenInput = { kind: 'key', key: 'd' };
const LOG: ScreenInput = { kind: 'key', key: 'g' };
/** What the first picture of the log of that run makes of `the end`. */
const DRAWN_AT_END: ScreenInput = { kind: 'drawn', scroll: 20 };
const LATER: StampedEvent = {
  seq: 10_000,
  atMs: 3_723_000,
  event: { kind: 'step-done', step: 'write', bytes: 3_000_000_000 },
};
const CTRL_C: ScreenInput = { kind: 'key', key: 'C-c' };
const AGENT_LOST: ScreenInput = { kind: 'messages-ended' };
const SECOND: ScreenInput = { kind: 'second-passed' };

const ASKED = screenOfEvents([...UNTIL_CONNECT, ...CABLE, wanted(NETWORKS)]);

const FAILED = eventsOf('failed-untouched', ofKind('failed'));

const UNTIL_CHOICE = eventsOf('complete-unattended', ofKind('chosen'));
const HELD: AgentEvent = {
  kind: 'hold',
  hold: { reason: 'Wrong keyboards in lot 7: ask Ines before you go on', source: 'recovery.example.com' },
};

/** Screens as people see them, by name. */
export const SCREENS: Readonly<Record<string, Screen>> = {
  start: NEW_SCREEN,
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
  'power-wait': screenOf('power-wait', ofKind('power-wanted')),
  'power-unattended': screenOf('power-refused', ofKind('power-wanted')),
  'power-unknown': screenOf('power-unknown', ofKind('power-wanted')),
  complete: screenOf('complete-from-stick', ofKind('waiting')),
  'complete-unattended': screenOf('complete-unattended', ofKind('warning')),
  firmware: screenOf('firmware-updated', at('firmware', 50)),
  'firmware-stop': screenOf('firmware-updated', at('firmware', 50), CTRL_C),
  'firmware-power': screenAfterEvent(screenOf('firmware-updated', at('firmware', 50)), {
    kind: 'power-wanted',
    want: {
      why: 'too-little',
      facts: { charger: 'not-plugged-in', battery: { chargePercent: 12 } },
      neededPercent: 30,
      waitMs: 600_000,
    },
  }),
  'firmware-updated': screenOf('firmware-updated', ofKind('waiting')),
  'firmware-kept': screenOf('firmware-kept', ofKind('waiting')),
  'firmware-failed': screenOf('firmware-failed', ofKind('waiting')),
  'firmware-details': screenOf(
    'firmware-updated',
    ofKind('waiting'),
    DETAILS,
    ...Array.from({ length: 4 }, () => key('pagedown')),
  ),
  'failed-untouched': screenOf('failed-untouched', ofKind('failed')),
  'failed-unbootable': screenOf('failed-unbootable', ofKind('failed')),
  'failed-log-lost': screenAfterEvent(
    screenOfEvents([
      { kind: 'started', agent: 'rsd-agent 0.1.0', mode: 'attended' },
      { kind: 'log', file: null },
    ]),
    { kind: 'failed', code: 'STK-01', facts: {}, disk: 'untouched' },
  ),
  log: screenOf('failed-unbootable', ofKind('step-retrying'), LOG, DRAWN_AT_END, key('pageup')),
  'log-late': screenAfterAll({ ...NEW_SCREEN, local: { ...NEW_SCREEN.local, welcomeLeftMs: 0 } }, [
    {
      kind: 'message',
      message: { v: 1, kind: 'state', state: screenOf('complete-from-stick', at('write', 42)).state },
    },
    { kind: 'message', message: { v: 1, kind: 'event', event: LATER } },
    LOG,
  ]),
  'agent-lost': screenOf('complete-from-stick', at('write', 42), AGENT_LOST),
  hostile: screenOf('hostile', started('write')),

  'line-pass': screenOfEvents(onLine(eventsOf('complete-unattended', ofKind('waiting')))),
  'line-fail': screenOfEvents(onLine(eventsOf('failed-unbootable', ofKind('failed')))),
  'line-done-before': screenOfEvents([...onLine(UNTIL_CHOICE), { kind: 'done-before' }]),
  'line-hold': screenOfEvents([...onLine(UNTIL_CHOICE), HELD]),
  hold: screenOfEvents([...UNTIL_CONNECT, HELD]),

  welcome: withWelcome(screenOf('complete-from-stick', started('check'))),
  'welcome-no-reason': withWelcome(screenOfEvents(reasonUnknown(UNTIL_CONNECT.slice(0, 4)))),
  language: screenOf('language-chosen', at('write', 42)),
  'language-chosen': screenOf('language-chosen', ofKind('language')),
  'language-question': screenOfEvents(withoutLanguage([...UNTIL_CONNECT, ...CABLE, wanted(NETWORKS)])),
  'language-failed': screenOfEvents(withoutLanguage(FAILED)),
  'language-later': screenAfterAll(screenOf('complete-from-stick', at('write', 42)), [
    key('l'),
    ...typing('p'),
    key('down'),
  ]),
  'details-trust': screenOf(
    'complete-from-stick',
    at('write', 42),
    DETAILS,
    ...Array.from({ length: 3 }, () => key('pagedown')),
  ),

  'network-cable': screenOfEvents([...UNTIL_CONNECT, ...CABLE.slice(0, 2)]),
  'network-server-waiting': screenOfEvents([...UNTIL_CONNECT, WIFI_UP, SERVER_FAILED, ALL_FAIL], SECOND),
  'network-details': screenOfEvents(
    [...UNTIL_CONNECT, WIFI_UP, CONNECTED],
    DETAILS,
    ...Array.from({ length: 5 }, () => key('pagedown')),
  ),
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

function eventsOf(run: RunName, last: (stamped: StampedEvent) => boolean): readonly AgentEvent[] {
  const events = recordedRun(run);
  return events.slice(0, events.findIndex(last) + 1).map(({ event }) => event);
}

/** The run on a device of which nobody knows the language. */
function withoutLanguage(events: readonly AgentEvent[]): readonly AgentEvent[] {
  return events.map((event) => {
    if (event.kind !== 'started') return event;
    const { language: _, ...silent } = event;
    return silent;
  });
}

function reasonUnknown(events: readonly AgentEvent[]): readonly AgentEvent[] {
  return events.map((event) =>
    event.kind === 'identified'
      ? { ...event, device: { ...event.device, recoveryReason: 'unknown' } }
      : event,
  );
}

/** Before the first screen was sent away or went by itself. */
function withWelcome(screen: Screen): Screen {
  const { welcomeLeftMs } = FIRST_LOCAL_STATE;
  return { ...screen, local: { ...screen.local, welcomeLeftMs } };
}

/** The run of a stick that goes from device to device. */
function onLine(events: readonly AgentEvent[]): readonly AgentEvent[] {
  return events.map((event) =>
    event.kind === 'started' ? { ...event, mode: 'unattended', line: 'power-off' } : event,
  );
}
