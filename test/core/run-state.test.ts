import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Fact, RECOVERY_CAUSES } from '../../src/core/device.ts';
import {
  type AgentEvent,
  STEPS,
  STEPS_IF_NEEDED,
  type StampedEvent,
  type StepName,
} from '../../src/core/events.ts';
import type { LinkEvent } from '../../src/core/link-event.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun, type StepState } from '../../src/core/run-state.ts';
import type { ServerEvent } from '../../src/core/server-event.ts';
import { anyFirmware, anyFlash } from './any-firmware.ts';
import { anyPowerWant } from './any-power-want.ts';

type Kind = AgentEvent['kind'];
type Of<K extends Kind> = Extract<AgentEvent, { kind: K }>;

const text = fc.string({ maxLength: 8 });
const bytes = fc.oneof(fc.nat({ max: 100 }), fc.maxSafeNat());
const step = fc.constantFrom(...STEPS);
const code = fc.constantFrom('DSK-06', 'STK-04', 'SIG-04', 'BUG-00');
const disk = fc.constantFrom('untouched', 'unbootable', 'complete');
const factNames = fc.constantFrom('file', 'seen', 'offsetBytes', '__proto__');
const facts = fc.dictionary(factNames, fc.oneof(text, bytes, fc.array(text, { maxLength: 2 })), {
  noNullPrototype: true,
});
const others = fc.array(
  fc.record(
    { id: text, source: text, reason: text, code, facts },
    { requiredKeys: ['id', 'source', 'reason'] },
  ),
  { maxLength: 2 },
);
const fact = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Fact<T>> =>
  fc.oneof(fc.constant('unknown'), fc.record({ value, from: text }));
const kind = <K extends string>(name: K): { kind: fc.Arbitrary<K> } => ({ kind: fc.constant(name) });

const link = fc.constantFrom('wired', 'wireless');
const texts = fc.array(text, { maxLength: 2 });
const lists = { addresses: texts, gateways: texts, dns: texts };

const linkEvent: fc.Arbitrary<LinkEvent> = fc.oneof(
  fc.record({ ...kind('link-trying'), link, device: text, network: text }),
  fc.record({
    ...kind('link-waiting'),
    link,
    device: text,
    network: text,
    missing: fc.constantFrom('cable', 'network', 'dhcp'),
    reason: text,
    waitedMs: bytes,
  }),
  fc.record({ ...kind('link-failed'), link, code, facts, reason: text }),
  fc.record({
    ...kind('link-up'),
    link: fc.record({ kind: link, device: text, network: text, ...lists }),
  }),
);

const serverEvent: fc.Arbitrary<ServerEvent> = fc.oneof(
  fc.record({ ...kind('server-connected'), host: text, fingerprint: text }),
  fc.record({ ...kind('server-failed'), host: text, code, facts }),
  fc.record({ ...kind('server-waiting'), attempt: fc.nat(), delayMs: bytes, code, facts }),
);

const startDelayed = fc.record({ ...kind('start-delayed'), delayMs: bytes });

/** Events of every kind: one that is missing here, or misses a field, does not compile. */
const EVENTS: { readonly [K in Kind]: fc.Arbitrary<Of<K>> } = {
  started: fc.record({ ...kind('started'), agent: text, mode: fc.constantFrom('attended', 'unattended') }),
  identified: fc.record({
    ...kind('identified'),
    device: fc.record({
      hwid: fact(text),
      sku: fact(fc.nat()),
      serial: fact(text),
      arch: fact(fc.constantFrom('x86_64', 'aarch64')),
      developerSwitch: fact(fc.constantFrom('on', 'off')),
      recoveryReason: fact(
        fc.record({ code: fc.nat({ max: 255 }), cause: fc.constantFrom(...RECOVERY_CAUSES), words: text }),
      ),
      firmwareWriteProtect: fact(fc.constantFrom('on', 'off')),
    }),
  }),
  flash: fc.record({ ...kind('flash'), flash: anyFlash({ text, amount: bytes, code, facts }) }),
  firmware: fc.record({ ...kind('firmware'), outcome: anyFirmware({ text, code, facts }) }),
  language: fc.record({ ...kind('language'), language: text }),
  policy: fc.record({
    ...kind('policy'),
    policy: fc.record({
      keysFrom: fc.constantFrom('flash', 'recovery-software'),
      keys: fc.array(fc.record({ role: fc.constantFrom('root', 'recovery'), sha1: text }), { maxLength: 2 }),
      minimumVersion: fc.oneof(fc.nat(), fc.constant('unknown' as const)),
      minimumKernelVersion: fc.oneof(fc.nat(), fc.constant('unknown' as const)),
    }),
  }),
  chosen: fc.record({
    ...kind('chosen'),
    release: fc.record({
      id: text,
      location: fc.constantFrom('local', 'network'),
      source: text,
      osName: text,
      osVersion: text,
      authority: fc.constantFrom('firmware', 'developer'),
      preambleVersion: fc.nat(),
      keySha1: text,
    }),
    because: fc.oneof(
      fc.record({ rule: fc.constantFrom('only-found', 'location') }),
      fc.record({ rule: fc.constantFrom('version', 'name'), better: text, worse: text }),
    ),
    why: text,
    others,
  }),
  'refused-all': fc.record({ ...kind('refused-all'), others }),
  target: fc.record({
    ...kind('target'),
    disk: fc.record({ name: text, model: text, serial: text, sizeBytes: bytes }),
  }),
  'step-started': fc.record({ ...kind('step-started'), step }),
  'step-progress': fc.record({ ...kind('step-progress'), step, doneBytes: bytes, totalBytes: bytes }),
  'step-retrying': fc.record({ ...kind('step-retrying'), step, attempt: fc.nat(), code, facts }),
  'step-done': fc.record({ ...kind('step-done'), step, bytes }),
  hold: fc.record({ ...kind('hold'), hold: fc.record({ reason: text, source: text }) }),
  'hold-over': fc.record(kind('hold-over')),
  'done-before': fc.record(kind('done-before')),
  network: fc.record({ ...kind('network'), news: fc.oneof(startDelayed, linkEvent, serverEvent) }),
  'wifi-wanted': fc.record({
    ...kind('wifi-wanted'),
    question: fc.record({
      networks: fc.array(
        fc.record({
          ssid: fc.constantFrom('61', 'ff'),
          name: text,
          security: fc.constantFrom('open', 'wpa2', 'wpa3', 'wpa2-wpa3', 'other'),
          signalPercent: fc.nat({ max: 100 }),
        }),
        { maxLength: 3 },
      ),
      before: fc.option(fc.record({ code, facts })),
    }),
  }),
  'wifi-answered': fc.record(kind('wifi-answered')),
  'power-wanted': fc.record({
    ...kind('power-wanted'),
    want: anyPowerWant(fc.nat({ max: 100 })),
  }),
  'power-enough': fc.record(kind('power-enough')),
  'found-system': fc.constant({ kind: 'found-system', system: { keySha1: 'ab', kernelVersion: 1 } }),
  reports: fc.record({ ...kind('reports'), sent: bytes, left: bytes }),
  stored: fc.record({ ...kind('stored'), release: text }),
  log: fc.record({ ...kind('log'), file: fc.option(text) }),
  warning: fc.record({ ...kind('warning'), code, facts }),
  'disk-state': fc.record({ ...kind('disk-state'), disk }),
  delay: fc.record(
    {
      ...kind('delay'),
      phase: fc.constantFrom('running', 'passed'),
      leftMs: fc.nat(),
      totalMs: fc.nat(),
      prompt: fc.record({ key: text, leftMs: fc.nat() }),
    },
    { requiredKeys: ['kind', 'phase', 'leftMs', 'totalMs'] },
  ),
  waiting: fc.record({ ...kind('waiting'), wait: fc.constantFrom('stick-removal', 'confirmation') }),
  failed: fc.record(
    { ...kind('failed'), step, code, facts, disk },
    { requiredKeys: ['kind', 'code', 'facts', 'disk'] },
  ),
  finished: fc.record({ ...kind('finished'), disk: fc.constant('complete') }),
};

const run = fc
  .array(fc.oneof(...Object.values(EVENTS)), { maxLength: 40 })
  // fast-check makes some objects without a prototype; the clones have one, as those of the agent do.
  .map((events) =>
    structuredClone(events).map((event, at): StampedEvent => ({ seq: at + 1, atMs: at * 250, event })),
  );

function after(...events: AgentEvent[]): RunState {
  return events
    .map((event, at) => ({ seq: at + 1, atMs: at * 250, event }))
    .reduce(reduceRun, FIRST_RUN_STATE);
}

function stepOf(state: RunState, name: StepState['name']): StepState | undefined {
  return state.steps.find((one) => one.name === name);
}

function roundTrip(state: RunState): RunState {
  const json: unknown = JSON.parse(JSON.stringify(state));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whether it still is one is what the tests ask
  return json as RunState;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

test('reduceRun() never lets a step have done more than all of it', () => {
  fc.assert(
    fc.property(run, (events) => {
      const { steps } = events.reduce(reduceRun, FIRST_RUN_STATE);
      expect(steps.filter(({ doneBytes, totalBytes }) => doneBytes < 0 || doneBytes > totalBytes)).toEqual(
        [],
      );
    }),
  );
});

test.for(Object.entries(EVENTS))('reduceRun() knows what to do with %s, in any state', ([, some]) => {
  fc.assert(
    fc.property(run, some, (before, event) => {
      const state = reduceRun(before.reduce(reduceRun, FIRST_RUN_STATE), { seq: 99, atMs: 9000, event });
      expect([state.seq, state.atMs]).toEqual([99, 9000]);
      const names = state.steps.map(({ name }) => name);
      expect(names).toEqual(STEPS.filter((name) => !STEPS_IF_NEEDED.has(name) || names.includes(name)));
    }),
    { numRuns: 30 },
  );
});

test('reduceRun() makes states that JSON keeps as they are', () => {
  fc.assert(
    fc.property(run, (events) => {
      const state = events.reduce(reduceRun, FIRST_RUN_STATE);
      expect(roundTrip(state)).toStrictEqual(state);
    }),
  );
});

test('reduceRun() leads a screen that attaches late, by way of JSON, to the same state', () => {
  fc.assert(
    fc.property(run, fc.nat({ max: 40 }), (events, at) => {
      const seen = roundTrip(events.slice(0, at).reduce(reduceRun, FIRST_RUN_STATE));
      expect(events.slice(at).reduce(reduceRun, seen)).toStrictEqual(
        events.reduce(reduceRun, FIRST_RUN_STATE),
      );
    }),
  );
});

test('reduceRun() changes neither the state nor the event that it is given', () => {
  fc.assert(
    fc.property(run, (events) => {
      const last = frozen(events).reduce(
        (state, event) => frozen(reduceRun(state, event)),
        frozen(FIRST_RUN_STATE),
      );
      expect(last.seq).toBe(events.length);
    }),
  );
});

test('reduceRun() keeps the last 20 warnings', () => {
  const warnings = Array.from(
    { length: 50 },
    (_, at): AgentEvent => ({ kind: 'warning', code: 'STK-04', facts: { at } }),
  );
  expect(after(...warnings).warnings.map(({ facts: { at } }) => at)).toEqual(
    Array.from({ length: 20 }, (_, at) => at + 30),
  );
});

test('reduceRun() follows a step from its start to its end', () => {
  const events: AgentEvent[] = [
    { kind: 'step-started', step: 'write' },
    { kind: 'step-progress', step: 'write', doneBytes: 50, totalBytes: 100 },
    { kind: 'step-retrying', step: 'write', attempt: 2, code: 'DSK-06', facts: {} },
    { kind: 'step-done', step: 'write', bytes: 100 },
  ];
  const states = events.map((_, at) => stepOf(after(...events.slice(0, at + 1)), 'write'));
  expect(states).toMatchObject([
    { status: 'running', doneBytes: 0, totalBytes: 0, retries: 0, startedAtMs: 0, endedAtMs: null },
    { status: 'running', doneBytes: 50, totalBytes: 100, retries: 0 },
    { status: 'running', doneBytes: 50, totalBytes: 100, retries: 1 },
    { status: 'done', doneBytes: 100, totalBytes: 100, retries: 1, startedAtMs: 0, endedAtMs: 750 },
  ]);
});

test('reduceRun() changes no step but the one that the event names', () => {
  const { steps } = after({ kind: 'step-started', step: 'write' });
  expect(steps.filter(({ status }) => status !== 'waiting').map(({ name }) => name)).toEqual(['write']);
});

test('reduceRun() shows a failure with its step, its code and what became of the disk', () => {
  const state = after(
    { kind: 'step-started', step: 'write' },
    { kind: 'waiting', wait: 'confirmation' },
    { kind: 'delay', phase: 'running', leftMs: 1, totalMs: 2 },
    { kind: 'failed', step: 'write', code: 'DSK-06', facts: { reason: 'EIO' }, disk: 'unbootable' },
  );
  expect(state).toMatchObject({ outcome: 'failed', disk: 'unbootable', delay: null, waiting: null });
  expect(state.failure).toEqual({ step: 'write', code: 'DSK-06', facts: { reason: 'EIO' } });
  expect(stepOf(state, 'write')).toMatchObject({ status: 'failed', endedAtMs: 750 });
});

test('reduceRun() forgets the release when all are refused after all', () => {
  const refused = [{ id: 'a', source: 'stick', reason: 'damaged', code: 'IMG-03', facts: {} }] as const;
  const state = after(...fc.sample(EVENTS.chosen, 1), { kind: 'refused-all', others: refused });
  expect(state).toMatchObject({ release: null, why: '', others: refused });
});

test('reduceRun() has the steps of every run from the start, and the others in their place once they begin', () => {
  const connect = { kind: 'step-started', step: 'connect' } as const;
  const [always, connecting, powering, storing] = [
    FIRST_RUN_STATE,
    after(connect),
    after({ kind: 'step-started', step: 'power' }),
    after({ kind: 'step-started', step: 'store' }, { kind: 'step-done', step: 'connect', bytes: 0 }),
  ].map(({ steps }) => steps.map(({ name }) => name));
  const without = (...names: readonly StepName[]) => STEPS.filter((name) => !names.includes(name));
  expect(always).toEqual(without('connect', 'power', 'firmware', 'store'));
  expect(connecting).toEqual(without('power', 'firmware', 'store'));
  expect(powering).toEqual(without('connect', 'firmware', 'store'));
  expect(storing).toEqual(without('power', 'firmware'));
  const again = after(connect, { kind: 'started', agent: '', mode: 'attended' });
  expect(again.steps).toEqual(FIRST_RUN_STATE.steps);
});
