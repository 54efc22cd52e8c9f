import { assertNever } from './assert-never.ts';
import type { ChoiceReason } from './choice-reason.ts';
import type { DeviceModel } from './device.ts';
import {
  type AgentEvent,
  type DiskState,
  type DiskSummary,
  type FoundSystem,
  type NotChosen,
  type PolicySummary,
  type ReleaseSummary,
  STEPS,
  STEPS_IF_NEEDED,
  type StampedEvent,
  type StepName,
  type Wait,
} from './events.ts';
import type { FaultCode } from './fault-catalogue.ts';
import type { Facts } from './faults.ts';
import type { FirmwareOutcome } from './firmware-outcome.ts';
import type { FlashSummary } from './flash-summary.ts';
import type { Hold } from './hold.ts';
import type { LineEnd } from './line-end.ts';
import type { Link } from './link-event.ts';
import type { NetworkNews } from './network-news.ts';
import type { PowerWant } from './power-want.ts';
import type { ServerEvent } from './server-event.ts';
import type { ThemeName } from './theme-name.ts';
import type { WifiQuestion } from './wifi-question.ts';

export interface StepState {
  readonly name: StepName;
  readonly status: 'waiting' | 'running' | 'done' | 'failed';
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly retries: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
}

export interface Failure {
  readonly step: StepName | null;
  readonly code: FaultCode;
  readonly facts: Facts;
}

/**
 * Everything that a screen needs to draw a run, as plain JSON. The agent sends
 * it to a screen that attaches; `reduceRun` brings it forward event by event.
 */
export interface RunState {
  readonly seq: number;
  readonly atMs: number;
  readonly agent: string;
  readonly mode: 'attended' | 'unattended';
  /** Of the screens: a BCP 47 tag; null while nobody and nothing has said one. */
  readonly language: string | null;
  readonly theme: ThemeName;
  /** What the address of the help page of a fault begins with. */
  readonly helpUrl: string | null;
  /** What the device does when its stick is out; null when this is no line. */
  readonly line: LineEnd | null;
  readonly device: DeviceModel | null;
  /** What is in the flash of the device. */
  readonly flash: FlashSummary | null;
  readonly policy: PolicySummary | null;
  readonly release: ReleaseSummary | null;
  readonly because: ChoiceReason | null;
  readonly why: string;
  readonly others: readonly NotChosen[];
  readonly target: DiskSummary | null;
  /** The system that was on the disk. */
  readonly found: FoundSystem | null;
  readonly steps: readonly StepState[];
  readonly disk: DiskState;
  readonly warnings: readonly { readonly code: FaultCode; readonly facts: Facts }[];
  /** What became of the firmware. */
  readonly firmware: FirmwareOutcome | null;
  readonly delay: Extract<AgentEvent, { kind: 'delay' }> | null;
  /** The last that was heard of the link and of the servers. */
  readonly network: NetworkNews | null;
  /** The link and the server that worked last. */
  readonly link: Link | null;
  readonly server: Extract<ServerEvent, { kind: 'server-connected' }> | null;
  readonly wifi: WifiQuestion | null;
  /** Why the run waits for power. */
  readonly power: PowerWant | null;
  /** Why the run waits for whoever runs the line. */
  readonly hold: Hold | null;
  /** The release that is kept on the stick for the next device. */
  readonly stored: string | null;
  /** Where log and report are on the stick: null until the run has ended, its `file` null when they are not. */
  readonly log: { readonly file: string | null } | null;
  readonly waiting: Wait | null;
  /** `done-before`: on a line, there was nothing to do. */
  readonly outcome: 'running' | 'complete' | 'failed' | 'done-before';
  readonly failure: Failure | null;
}

const MAX_WARNINGS = 20;

export const FIRST_RUN_STATE: RunState = {
  seq: 0,
  atMs: 0,
  agent: '',
  mode: 'attended',
  language: null,
  theme: 'default',
  helpUrl: null,
  line: null,
  device: null,
  flash: null,
  policy: null,
  release: null,
  because: null,
  why: '',
  others: [],
  target: null,
  found: null,
  steps: STEPS.filter((name) => !STEPS_IF_NEEDED.has(name)).map(waitingStep),
  disk: 'untouched',
  warnings: [],
  firmware: null,
  delay: null,
  network: null,
  link: null,
  server: null,
  wifi: null,
  power: null,
  hold: null,
  stored: null,
  log: null,
  waiting: null,
  outcome: 'running',
  failure: null,
};

function waitingStep(name: StepName): StepState {
  return {
    name,
    status: 'waiting',
    doneBytes: 0,
    totalBytes: 0,
    retries: 0,
    startedAtMs: null,
    endedAtMs: null,
  };
}

/**
 * The run after one more event. Pure: the same events give the same state on every screen. An event that the state has
 * already is passed over.
 */
export function reduceRun(state: RunState, { seq, atMs, event }: StampedEvent): RunState {
  if (seq <= state.seq) return state;
  return { ...afterEvent(state, event, atMs), seq, atMs };
}

function afterEvent(state: RunState, event: AgentEvent, atMs: number): RunState {
  switch (event.kind) {
    case 'started':
      return begunAgain(state, event);
    case 'language':
      return { ...state, language: event.language };
    case 'identified':
      return { ...state, device: event.device };
    case 'flash':
      return { ...state, flash: event.flash };
    case 'firmware':
      return firmwareEnded(state, event, atMs);
    case 'policy':
      return { ...state, policy: event.policy };
    case 'chosen':
      return chosen(state, event);
    case 'refused-all':
      return { ...state, release: null, because: null, why: '', others: event.others };
    case 'target':
      return { ...state, target: event.disk };
    case 'found-system':
      return { ...state, found: event.system };
    case 'disk-state':
      return { ...state, disk: event.disk };
    case 'warning':
      return { ...state, warnings: warningsAfter(state.warnings, event) };
    case 'network':
      return { ...state, network: event.news, ...connection(event.news) };
    case 'delay':
    case 'wifi-wanted':
    case 'wifi-answered':
    case 'power-wanted':
    case 'power-enough':
    case 'hold':
    case 'hold-over':
      return { ...state, ...halt(event) };
    case 'stored':
      return { ...state, stored: event.release };
    // A server that has the report changes nothing for the person at the device.
    case 'reports':
      return state;
    case 'log':
      return { ...state, log: { file: event.file } };
    case 'waiting':
      return { ...state, waiting: event.wait };
    case 'failed':
      return failed(state, event, atMs);
    case 'finished':
      return { ...state, ...NO_HALT, disk: event.disk, outcome: 'complete' };
    case 'done-before':
      return { ...state, ...NO_HALT, outcome: 'done-before' };
    case 'step-started':
    case 'step-progress':
    case 'step-retrying':
    case 'step-done':
      return withStep(state, event, atMs);
    default:
      return assertNever(event);
  }
}

function warningsAfter(
  before: RunState['warnings'],
  { code, facts }: Extract<AgentEvent, { kind: 'warning' }>,
): RunState['warnings'] {
  return [...before, { code, facts }].slice(-MAX_WARNINGS);
}

type HaltEvent = Extract<
  AgentEvent,
  { kind: 'delay' | 'hold' | 'hold-over' | `wifi-${'wanted' | 'answered'}` | `power-${'wanted' | 'enough'}` }
>;

/** What a run waits for: all of it is over when the run is. */
const NO_HALT = { waiting: null, delay: null, wifi: null, power: null, hold: null } as const;

function halt(event: HaltEvent): Partial<RunState> {
  switch (event.kind) {
    case 'delay':
      return { delay: event.phase === 'passed' ? null : event };
    case 'wifi-wanted':
      return { wifi: event.question };
    case 'wifi-answered':
      return { wifi: null };
    case 'power-wanted':
      return { power: event.want };
    case 'power-enough':
      return { power: null };
    case 'hold':
      return { hold: event.hold };
    case 'hold-over':
      return { hold: null };
    default:
      return assertNever(event);
  }
}

/** What stays true of the network when there is other news. */
function connection(news: NetworkNews): Partial<RunState> {
  if (news.kind === 'link-up') return { link: news.link };
  return news.kind === 'server-connected' ? { server: news } : {};
}

/** A run that begins again keeps what is true of the disk, what went wrong before, the language and the colours. */
function begunAgain(before: RunState, event: Extract<AgentEvent, { kind: 'started' }>): RunState {
  const { disk, warnings } = before;
  const {
    agent,
    mode,
    language = before.language,
    theme = before.theme,
    helpUrl = null,
    line = null,
  } = event;
  return { ...FIRST_RUN_STATE, disk, warnings, agent, mode, language, theme, helpUrl, line };
}

function chosen(state: RunState, event: Extract<AgentEvent, { kind: 'chosen' }>): RunState {
  const { release, because, why, others } = event;
  return { ...state, release, because, why, others };
}

type StepEvent = Extract<AgentEvent, { kind: `step-${string}` }>;

function withStep(state: RunState, event: StepEvent, atMs: number): RunState {
  const steps = withPlaceFor(state.steps, event.step);
  return {
    ...state,
    steps: steps.map((step) => (step.name === event.step ? stepAfter(step, event, atMs) : step)),
  };
}

function withPlaceFor(steps: readonly StepState[], name: StepName): readonly StepState[] {
  if (steps.some((step) => step.name === name)) return steps;
  return [...steps, waitingStep(name)].toSorted((a, b) => STEPS.indexOf(a.name) - STEPS.indexOf(b.name));
}

function stepAfter(step: StepState, event: StepEvent, atMs: number): StepState {
  switch (event.kind) {
    case 'step-started':
      return { ...step, status: 'running', doneBytes: 0, totalBytes: 0, startedAtMs: atMs, endedAtMs: null };
    case 'step-progress':
      return { ...step, ...clamped(event.doneBytes, event.totalBytes) };
    case 'step-retrying':
      return { ...step, retries: step.retries + 1 };
    case 'step-done':
      return { ...step, status: 'done', doneBytes: event.bytes, totalBytes: event.bytes, endedAtMs: atMs };
    default:
      return assertNever(event);
  }
}

function clamped(doneBytes: number, totalBytes: number): { doneBytes: number; totalBytes: number } {
  return { doneBytes: Math.max(0, Math.min(doneBytes, totalBytes)), totalBytes: Math.max(0, totalBytes) };
}

/** An update of the firmware that fails ends its step, and not the run. */
function firmwareEnded(
  state: RunState,
  { outcome }: Extract<AgentEvent, { kind: 'firmware' }>,
  atMs: number,
): RunState {
  const steps = outcome.result === 'failed' ? withFailed(state.steps, 'firmware', atMs) : state.steps;
  return { ...state, steps, firmware: outcome };
}

function withFailed(
  steps: readonly StepState[],
  name: StepName | undefined,
  atMs: number,
): readonly StepState[] {
  return steps.map((step) =>
    step.name === name ? { ...step, status: 'failed' as const, endedAtMs: atMs } : step,
  );
}

function failed(state: RunState, event: Extract<AgentEvent, { kind: 'failed' }>, atMs: number): RunState {
  const steps = withFailed(state.steps, event.step, atMs);
  const failure = { step: event.step ?? null, code: event.code, facts: event.facts };
  return { ...state, ...NO_HALT, steps, disk: event.disk, outcome: 'failed', failure };
}
