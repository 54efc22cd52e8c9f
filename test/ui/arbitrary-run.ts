import fc from 'fast-check';
import type { ChoiceReason } from '../../src/core/choice-reason.ts';
import { type DeviceModel, RECOVERY_CAUSES } from '../../src/core/device.ts';
import { type AgentEvent, STEPS, type StampedEvent } from '../../src/core/events.ts';
import { FAULTS, type FaultCode } from '../../src/core/fault-catalogue.ts';
import { LINE_ENDS } from '../../src/core/line-end.ts';
import type { LinkEvent } from '../../src/core/link-event.ts';
import type { ServerEvent } from '../../src/core/server-event.ts';
import type { WifiQuestion } from '../../src/core/wifi-question.ts';
import { anyFirmware, anyFlash } from '../core/any-firmware.ts';
import { anyPowerWant } from '../core/any-power-want.ts';

const CODES = Object.keys(FAULTS).filter((code): code is FaultCode => code in FAULTS);

/** What a hostile stick, disk or server may say: every UTF-16 code unit, escapes and overrides above all. */
export const hostileText = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '\x1b[2J',
    '\u202e',
    '\r\n',
    '\0',
    '\x9b31m',
    '{red-fg}x{/}',
    '優麒麟'.repeat(30),
    'W'.repeat(3000),
    '',
  ),
);

const amount = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.double(), fc.integer());
const code = fc.constantFrom(...CODES);
const step = fc.constantFrom(...STEPS);
const disk = fc.constantFrom('untouched' as const, 'unbootable' as const, 'complete' as const);
const facts = fc.dictionary(
  hostileText,
  fc.oneof(hostileText, amount, fc.array(hostileText, { maxLength: 3 })),
  {
    maxKeys: 4,
  },
);

const because: fc.Arbitrary<ChoiceReason> = fc.oneof(
  fc.record({ rule: fc.constantFrom('only-found', 'only-usable', 'location', 'copy', 'firmware-only') }),
  fc.record({
    rule: fc.constantFrom('authority', 'version', 'rollback', 'name'),
    better: hostileText,
    worse: hostileText,
  }),
);

const others = fc.array(
  fc.record(
    { id: hostileText, source: hostileText, reason: hostileText, because, code, facts },
    { requiredKeys: ['id', 'source', 'reason'] },
  ),
  { maxLength: 6 },
);

function fact<T>(value: fc.Arbitrary<T>) {
  return fc.oneof(fc.constant('unknown' as const), fc.record({ value, from: hostileText }));
}

const state = fc.constantFrom('on' as const, 'off' as const);

const device: fc.Arbitrary<DeviceModel> = fc.record({
  hwid: fact(hostileText),
  sku: fact(amount),
  serial: fact(hostileText),
  arch: fact(fc.constantFrom('x86_64' as const, 'armv7l' as const)),
  developerSwitch: fact(state),
  recoveryReason: fact(
    fc.record({ code: amount, cause: fc.constantFrom(...RECOVERY_CAUSES), words: hostileText }),
  ),
  firmwareWriteProtect: fact(state),
});

const release = fc.record({
  id: hostileText,
  location: fc.constantFrom('local' as const, 'network' as const),
  source: hostileText,
  osName: hostileText,
  osVersion: hostileText,
  authority: fc.constantFrom('firmware' as const, 'developer' as const),
  preambleVersion: amount,
  keySha1: hostileText,
});

const target = fc.record({ name: hostileText, model: hostileText, serial: hostileText, sizeBytes: amount });

function kind<K extends AgentEvent['kind']>(name: K): fc.Arbitrary<K> {
  return fc.constant(name);
}

const link = fc.constantFrom('wired' as const, 'wireless' as const);

const linkEvent: fc.Arbitrary<LinkEvent> = fc.oneof(
  fc.record({ kind: fc.constant('link-trying' as const), link, device: hostileText, network: hostileText }),
  fc.record({
    kind: fc.constant('link-waiting' as const),
    link,
    device: hostileText,
    network: hostileText,
    missing: fc.constantFrom('adapter', 'network', 'access-point', 'dhcp', 'address'),
    reason: hostileText,
    waitedMs: amount,
  }),
  fc.record({ kind: fc.constant('link-failed' as const), link, code, facts, reason: hostileText }),
  fc.record({
    kind: fc.constant('link-up' as const),
    link: fc.record({
      kind: link,
      device: hostileText,
      network: hostileText,
      addresses: fc.array(hostileText, { maxLength: 3 }),
      gateways: fc.array(hostileText, { maxLength: 3 }),
      dns: fc.array(hostileText, { maxLength: 3 }),
    }),
  }),
);

const startDelayed = fc.record({ kind: fc.constant('start-delayed' as const), delayMs: amount });

const serverEvent: fc.Arbitrary<ServerEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('server-connected' as const),
    host: hostileText,
    fingerprint: hostileText,
  }),
  fc.record({ kind: fc.constant('server-failed' as const), host: hostileText, code, facts }),
  fc.record({
    kind: fc.constant('server-waiting' as const),
    attempt: amount,
    delayMs: amount,
    code,
    facts,
  }),
);

const question: fc.Arbitrary<WifiQuestion> = fc.record({
  networks: fc.array(
    fc.record({
      ssid: fc.oneof(hostileText, fc.constantFrom('61', '62')),
      name: hostileText,
      security: fc.constantFrom('open', 'wpa2', 'wpa3', 'wpa2-wpa3', 'other'),
      signalPercent: amount,
    }),
    { maxLength: 40 },
  ),
  before: fc.option(fc.record({ code, facts })),
});

const agentEvent: fc.Arbitrary<AgentEvent> = fc.oneof(
  fc.record(
    {
      kind: kind('started'),
      agent: hostileText,
      mode: fc.constantFrom('attended' as const, 'unattended' as const),
      line: fc.constantFrom(...LINE_ENDS),
      helpUrl: fc.oneof(
        hostileText,
        hostileText.map((text) => `https://${text}`),
        fc.constant('https://help.example.com/'),
      ),
    },
    { requiredKeys: ['kind', 'agent', 'mode'] },
  ),
  fc.record({ kind: kind('identified'), device }),
  fc.record({ kind: kind('flash'), flash: anyFlash({ text: hostileText, amount, code, facts }) }),
  fc.record({ kind: kind('firmware'), outcome: anyFirmware({ text: hostileText, code, facts }) }),
  fc.record({ kind: kind('language'), language: fc.oneof(hostileText, fc.constantFrom('en', 'ar')) }),
  fc.record({
    kind: kind('policy'),
    policy: fc.record({
      keysFrom: fc.constantFrom('flash' as const, 'recovery-software' as const),
      keys: fc.array(
        fc.record({ role: fc.constantFrom('root' as const, 'recovery' as const), sha1: hostileText }),
        { maxLength: 3 },
      ),
      minimumVersion: fc.oneof(amount, fc.constant('unknown' as const)),
      minimumKernelVersion: fc.oneof(amount, fc.constant('unknown' as const)),
    }),
  }),
  fc.record({ kind: kind('chosen'), release, because, why: hostileText, others }),
  fc.record({ kind: kind('refused-all'), others }),
  fc.record({ kind: kind('target'), disk: target }),
  fc.record({ kind: kind('step-started'), step }),
  fc.record({ kind: kind('step-progress'), step, doneBytes: amount, totalBytes: amount }),
  fc.record({ kind: kind('step-retrying'), step, attempt: amount, code, facts }),
  fc.record({ kind: kind('step-done'), step, bytes: amount }),
  fc.record({ kind: kind('network'), news: fc.oneof(startDelayed, linkEvent, serverEvent) }),
  { arbitrary: fc.record({ kind: kind('wifi-wanted'), question }), weight: 3 },
  fc.record({ kind: kind('wifi-answered') }),
  { arbitrary: fc.record({ kind: kind('power-wanted'), want: anyPowerWant(amount) }), weight: 3 },
  fc.record({ kind: kind('power-enough') }),
  fc.record({ kind: kind('stored'), release: hostileText }),
  fc.record({ kind: kind('log'), file: fc.option(hostileText) }),
  fc.record({ kind: kind('warning'), code, facts }),
  fc.record({ kind: kind('disk-state'), disk }),
  fc.record(
    {
      kind: kind('delay'),
      phase: fc.constantFrom('running' as const, 'passed' as const),
      leftMs: amount,
      totalMs: amount,
      prompt: fc.record({ key: hostileText, leftMs: amount }),
    },
    { requiredKeys: ['kind', 'phase', 'leftMs', 'totalMs'] },
  ),
  fc.record({
    kind: kind('waiting'),
    wait: fc.constantFrom('stick-removal' as const, 'confirmation' as const),
  }),
  fc.record(
    { kind: kind('failed'), step, code, facts, disk },
    { requiredKeys: ['kind', 'code', 'facts', 'disk'] },
  ),
  fc.record({ kind: kind('finished'), disk: fc.constant('complete' as const) }),
  fc.record({ kind: kind('done-before') }),
  fc.record({ kind: kind('hold'), hold: fc.record({ reason: hostileText, source: hostileText }) }),
  fc.record({ kind: kind('hold-over') }),
);

/** Any events in any order, as a defect of the agent might send them: numbered, at any times. */
export const arbitraryRun: fc.Arbitrary<readonly StampedEvent[]> = fc
  .array(fc.record({ event: agentEvent, atMs: amount }), { maxLength: 25 })
  .map((events) => events.map((each, at) => ({ ...each, seq: at + 1 })));
