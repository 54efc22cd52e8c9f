import * as z from 'zod';
import { RECOVERY_CAUSES } from '../core/device.ts';
import { type AgentEvent, STEPS } from '../core/events.ts';
import { FAULTS, type FaultCode } from '../core/fault-catalogue.ts';
import { LINE_ENDS } from '../core/line-end.ts';
import { THEME_NAMES } from '../core/theme-name.ts';

const TEXT = z.string();
const TEXTS = z.array(TEXT);
const NUMBER = z.number();
const STEP = z.enum(STEPS);
const DISK_STATE = z.enum(['untouched', 'unbootable', 'complete']);
const MODE = z.enum(['attended', 'unattended']);
const SWITCH = z.enum(['on', 'off']);
const LINK_KIND = z.enum(['wired', 'wireless']);
const CODE = z.enum(Object.keys(FAULTS).filter((code): code is FaultCode => code in FAULTS));
const FACTS = z.record(TEXT, z.union([TEXT, NUMBER, TEXTS]));
/** What every fault is told with. */
const FAULT = { code: CODE, facts: FACTS };

const DEVICE = z.object({
  hwid: fact(TEXT),
  sku: fact(NUMBER),
  serial: fact(TEXT),
  arch: fact(z.enum(['x86_64', 'aarch64', 'armv7l', 'i686'])),
  developerSwitch: fact(SWITCH),
  recoveryReason: fact(z.object({ code: NUMBER, cause: z.enum(RECOVERY_CAUSES), words: TEXT })),
  firmwareWriteProtect: fact(SWITCH),
});

function fact<T extends z.ZodType>(value: T) {
  return z.union([z.literal('unknown'), z.object({ value, from: TEXT })]);
}

const RELEASE = z.object({
  id: TEXT,
  location: z.enum(['local', 'network']),
  source: TEXT,
  osName: TEXT,
  osVersion: TEXT,
  authority: z.enum(['firmware', 'developer']),
  preambleVersion: NUMBER,
  keySha1: TEXT,
});

const BECAUSE = z.discriminatedUnion('rule', [
  z.object({ rule: z.enum(['only-found', 'only-usable', 'location', 'copy', 'firmware-only']) }),
  z.object({ rule: z.enum(['authority', 'version', 'rollback', 'name']), better: TEXT, worse: TEXT }),
]);

const OTHERS = z.array(
  z.object({
    id: TEXT,
    source: TEXT,
    reason: TEXT,
    because: BECAUSE.exactOptional(),
    code: CODE.exactOptional(),
    facts: FACTS.exactOptional(),
  }),
);

const NEWS = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start-delayed'), delayMs: NUMBER }),
  z.object({ kind: z.literal('link-trying'), link: LINK_KIND, device: TEXT, network: TEXT }),
  z.object({
    kind: z.literal('link-waiting'),
    link: LINK_KIND,
    device: TEXT,
    network: TEXT,
    missing: z.enum([
      'adapter',
      'cable',
      'any-network',
      'network',
      'carrier',
      'access-point',
      'dhcp',
      'address',
    ]),
    reason: TEXT,
    waitedMs: NUMBER,
  }),
  z.object({ kind: z.literal('link-failed'), link: LINK_KIND, ...FAULT, reason: TEXT }),
  z.object({
    kind: z.literal('link-up'),
    link: z.object({
      kind: LINK_KIND,
      device: TEXT,
      network: TEXT,
      addresses: TEXTS,
      gateways: TEXTS,
      dns: TEXTS,
    }),
  }),
  z.object({ kind: z.literal('server-connected'), host: TEXT, fingerprint: TEXT }),
  z.object({ kind: z.literal('server-failed'), host: TEXT, ...FAULT }),
  z.object({ kind: z.literal('server-waiting'), attempt: NUMBER, delayMs: NUMBER, ...FAULT }),
]);

const QUESTION = z.object({
  networks: z.array(
    z.object({
      ssid: TEXT,
      name: TEXT,
      security: z.enum(['open', 'wpa2', 'wpa3', 'wpa2-wpa3', 'other']),
      signalPercent: NUMBER,
    }),
  ),
  before: z.object(FAULT).nullable(),
});

const VERSIONS = z.object({ readOnly: TEXT, slotA: TEXT, slotB: TEXT });

const FLASH = z.discriminatedUnion('read', [
  z.object({ read: z.literal('yes'), hwid: TEXT, flags: NUMBER, versions: VERSIONS, sizeBytes: NUMBER }),
  z.object({ read: z.literal('no'), ...FAULT }),
]);

const FIRMWARE = z.discriminatedUnion('result', [
  z.object({
    result: z.literal('kept'),
    because: z.enum(['none', 'same', 'flash-unreadable', 'refused', 'not-saved', 'power']),
    before: z.union([VERSIONS, z.literal('unknown')]),
    code: CODE.exactOptional(),
    facts: FACTS.exactOptional(),
  }),
  z.object({
    result: z.literal('updated'),
    scope: z.enum(['read-write', 'whole']),
    release: TEXT,
    before: VERSIONS,
    after: VERSIONS,
    saved: TEXT,
  }),
  z.object({
    result: z.literal('failed'),
    ...FAULT,
    state: z.enum(['as-before', 'one-slot', 'no-slot', 'read-only-part', 'unknown']),
    before: VERSIONS,
    saved: TEXT.nullable(),
  }),
]);

const POWER_WANT = z.object({
  why: z.enum(['too-little', 'unknown']),
  facts: z.object({
    charger: z.enum(['plugged-in', 'not-plugged-in', 'unknown']),
    battery: z.union([z.object({ chargePercent: NUMBER }), z.enum(['none', 'unknown'])]),
  }),
  neededPercent: NUMBER,
  waitMs: NUMBER.exactOptional(),
});

type SchemaOf<K extends AgentEvent['kind']> = z.ZodType<Extract<AgentEvent, { kind: K }>>;

/** Each kind of event. One that is missing here does not compile. Fields that are not named are left out. */
export const EVENT_SCHEMAS: { readonly [K in AgentEvent['kind']]: SchemaOf<K> } = {
  started: z.object({
    kind: z.literal('started'),
    agent: TEXT,
    mode: MODE,
    language: TEXT.exactOptional(),
    theme: z.enum(THEME_NAMES).exactOptional(),
    helpUrl: TEXT.exactOptional(),
    line: z.enum(LINE_ENDS).exactOptional(),
  }),
  identified: z.object({ kind: z.literal('identified'), device: DEVICE }),
  flash: z.object({ kind: z.literal('flash'), flash: FLASH }),
  firmware: z.object({ kind: z.literal('firmware'), outcome: FIRMWARE }),
  language: z.object({ kind: z.literal('language'), language: TEXT }),
  policy: z.object({
    kind: z.literal('policy'),
    policy: z.object({
      keysFrom: z.enum(['flash', 'recovery-software']),
      keys: z.array(z.object({ role: z.enum(['root', 'recovery']), sha1: TEXT })),
      minimumVersion: z.union([NUMBER, z.literal('unknown')]),
      minimumKernelVersion: z.union([NUMBER, z.literal('unknown')]),
    }),
  }),
  chosen: z.object({
    kind: z.literal('chosen'),
    release: RELEASE,
    because: BECAUSE,
    why: TEXT,
    others: OTHERS,
  }),
  'refused-all': z.object({ kind: z.literal('refused-all'), others: OTHERS }),
  target: z.object({
    kind: z.literal('target'),
    disk: z.object({ name: TEXT, model: TEXT, serial: TEXT, sizeBytes: NUMBER }),
  }),
  'step-started': z.object({ kind: z.literal('step-started'), step: STEP }),
  'step-progress': z.object({
    kind: z.literal('step-progress'),
    step: STEP,
    doneBytes: NUMBER,
    totalBytes: NUMBER,
  }),
  'step-retrying': z.object({ kind: z.literal('step-retrying'), step: STEP, attempt: NUMBER, ...FAULT }),
  'step-done': z.object({ kind: z.literal('step-done'), step: STEP, bytes: NUMBER }),
  network: z.object({ kind: z.literal('network'), news: NEWS }),
  'wifi-wanted': z.object({ kind: z.literal('wifi-wanted'), question: QUESTION }),
  'wifi-answered': z.object({ kind: z.literal('wifi-answered') }),
  'power-wanted': z.object({ kind: z.literal('power-wanted'), want: POWER_WANT }),
  'power-enough': z.object({ kind: z.literal('power-enough') }),
  'found-system': z.object({
    kind: z.literal('found-system'),
    system: z.object({ keySha1: TEXT, kernelVersion: z.union([NUMBER, z.literal('unknown')]) }),
  }),
  reports: z.object({ kind: z.literal('reports'), sent: NUMBER, left: NUMBER }),
  stored: z.object({ kind: z.literal('stored'), release: TEXT }),
  log: z.object({ kind: z.literal('log'), file: TEXT.nullable() }),
  warning: z.object({ kind: z.literal('warning'), ...FAULT }),
  'disk-state': z.object({ kind: z.literal('disk-state'), disk: DISK_STATE }),
  delay: z.object({
    kind: z.literal('delay'),
    phase: z.enum(['running', 'passed']),
    leftMs: NUMBER,
    totalMs: NUMBER,
    prompt: z.object({ key: TEXT, leftMs: NUMBER }).exactOptional(),
  }),
  waiting: z.object({
    kind: z.literal('waiting'),
    wait: z.enum(['stick-removal', 'confirmation', 'stick-return']),
  }),
  failed: z.object({ kind: z.literal('failed'), step: STEP.exactOptional(), ...FAULT, disk: DISK_STATE }),
  finished: z.object({ kind: z.literal('finished'), disk: z.literal('complete') }),
  hold: z.object({ kind: z.literal('hold'), hold: z.object({ reason: TEXT, source: TEXT }) }),
  'hold-over': z.object({ kind: z.literal('hold-over') }),
  'done-before': z.object({ kind: z.literal('done-before') }),
};
