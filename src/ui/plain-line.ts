import { assertNever } from '../core/assert-never.ts';
import type { AgentEvent, NotChosen, StampedEvent, StepName } from '../core/events.ts';
import { FAULTS } from '../core/fault-catalogue.ts';
import { type RunState, reduceRun } from '../core/run-state.ts';
import { candidateName } from './candidate-name.ts';
import { deviceName } from './device-name.ts';
import { endingLines } from './ending-lines.ts';
import { factsTable } from './facts-table.ts';
import { networkLines } from './network-lines.ts';
import { percentOf } from './percent-of.ts';
import { printableData } from './printable-data.ts';
import { stickText } from './stick-text.ts';
import { TEXTS } from './texts.ts';

const { plain: WORDS } = TEXTS;
const PERCENT_STEP = 10;
const MINUTE_MS = 60_000;

/**
 * An event in words for serial consoles and screen readers: no colour, no cursor movement, no control characters.
 * `before` is the run before the event. Progress is told every 10 percent at most, a running delay every minute.
 */
export function plainLines(stamped: StampedEvent, before: RunState): readonly string[] {
  const event = printableData(stamped.event);
  switch (event.kind) {
    case 'started':
      return [WORDS.started({ agent: event.agent })];
    case 'identified':
      return identifiedLines(event);
    case 'chosen':
      return chosenLines(event);
    case 'refused-all':
      return [WORDS.refusedAll, ...event.others.map(notChosenLine)];
    case 'target':
      return targetLines(event);
    case 'step-started':
      return [
        WORDS.step({
          ...place(event.step, reduceRun(before, stamped)),
          headline: TEXTS.stepHeadlines[event.step],
        }),
      ];
    case 'step-progress':
      return progressLines(event, before);
    case 'step-retrying':
      return [WORDS.sentence({ headline: TEXTS.retrying({ problem: FAULTS[event.code].title }) })];
    case 'step-done':
      return [WORDS.stepDone(place(event.step, before))];
    case 'warning':
      return warningLines(event);
    case 'disk-state':
      return event.disk === before.disk ? [] : [TEXTS.diskNow[event.disk]];
    case 'delay':
      return delayLines(event, before);
    case 'network':
    case 'wifi-wanted':
    case 'wifi-answered':
    case 'stored':
      return networkLines(event, before);
    case 'waiting':
      return [stickText({ waiting: event.wait, mode: before.mode })];
    case 'failed':
    case 'finished':
      return endingLines(reduceRun(before, stamped));
    default:
      return assertNever(event);
  }
}

type Event<K extends AgentEvent['kind']> = Extract<AgentEvent, { kind: K }>;

function identifiedLines({ device }: Event<'identified'>): readonly string[] {
  const who = device.hwid === 'unknown' ? WORDS.deviceUnknown : WORDS.device({ device: deviceName(device) });
  if (device.recoveryReason === 'unknown') return [who];
  return [who, WORDS.recoveryReason({ reason: device.recoveryReason.value.words })];
}

function chosenLines({ release, why, others }: Event<'chosen'>): readonly string[] {
  const { osName: name, osVersion: version, location, source, authority } = release;
  const system = TEXTS.systemName({ name, version });
  const from = TEXTS.from[location]({ source });
  const signed = TEXTS.signedBy[authority];
  return [WORDS.chosen({ system, from, signed, why }), ...others.map(notChosenLine)];
}

function notChosenLine(other: NotChosen): string {
  return WORDS.notChosen({ release: candidateName(other), reason: other.reason });
}

function targetLines({ disk }: Event<'target'>): readonly string[] {
  const { model, name, serial, sizeBytes: bytes } = disk;
  const target = WORDS.target({ disk: model, about: TEXTS.diskSize({ bytes, name }) });
  return serial === '' ? [target] : [target, WORDS.targetSerial({ serial })];
}

function place(step: StepName, { steps }: RunState): { number: number; count: number } {
  return { number: steps.findIndex(({ name }) => name === step) + 1, count: steps.length };
}

function progressLines(event: Event<'step-progress'>, before: RunState): readonly string[] {
  const known = before.steps.find(({ name }) => name === event.step);
  const was = known ? percentOf(known.doneBytes, known.totalBytes) : 'unknown';
  const is = percentOf(event.doneBytes, event.totalBytes);
  const percent = is === 'unknown' ? 0 : tens(is);
  if (percent <= (was === 'unknown' ? 0 : tens(was))) return [];
  return [WORDS.progress({ headline: TEXTS.stepHeadlines[event.step], percent })];
}

function tens(percent: number): number {
  return Math.floor(percent / PERCENT_STEP) * PERCENT_STEP;
}

function warningLines({ code, facts }: Event<'warning'>): readonly string[] {
  const { title, advice } = FAULTS[code];
  const told = factsTable(facts).map(({ label, texts }) =>
    WORDS.fact({ name: label, value: texts.join(', ') }),
  );
  return [WORDS.sentence({ headline: TEXTS.warning({ problem: title }) }), WORDS.advice({ advice }), ...told];
}

function delayLines(event: Event<'delay'>, { delay }: RunState): readonly string[] {
  if (event.phase === 'passed') return [WORDS.delayPassed];
  return [...timeLines(event, delay), ...promptLines(event, delay)];
}

function timeLines({ leftMs }: Event<'delay'>, before: RunState['delay']): readonly string[] {
  if (!before) return [WORDS.delayBecause, WORDS.delayStarted({ timeMs: leftMs }), WORDS.delayStop];
  if (leftMs > before.leftMs) return [WORDS.delayAgain, WORDS.delayStarted({ timeMs: leftMs })];
  const minutes = (timeMs: number) => Math.ceil(timeMs / MINUTE_MS);
  return minutes(leftMs) < minutes(before.leftMs) ? [WORDS.delayLeft({ timeMs: leftMs })] : [];
}

function promptLines({ prompt }: Event<'delay'>, before: RunState['delay']): readonly string[] {
  if (!prompt || prompt.key === before?.prompt?.key) return [];
  return [WORDS.delayPrompt({ key: prompt.key, timeMs: prompt.leftMs })];
}
