import { assertNever } from '../core/assert-never.ts';
import type { AgentEvent, NotChosen, StampedEvent, StepName } from '../core/events.ts';
import { type RunState, reduceRun } from '../core/run-state.ts';
import { becauseText } from './because-text.ts';
import { candidateName } from './candidate-name.ts';
import { deviceName } from './device-name.ts';
import { endingLines } from './ending-lines.ts';
import { factLines } from './fact-lines.ts';
import { factsTable } from './facts-table.ts';
import { firmwareLines } from './firmware-lines.ts';
import { holdLines } from './hold-lines.ts';
import { logText } from './log-text.ts';
import type { Texts } from './make-texts.ts';
import { networkLines } from './network-lines.ts';
import { percentOf } from './percent-of.ts';
import { powerLines } from './power-lines.ts';
import { printableData } from './printable-data.ts';
import { reasonText } from './reason-text.ts';
import { stickText } from './stick-text.ts';
import type { Wording } from './wording.ts';

const PERCENT_STEP = 10;
const MINUTE_MS = 60_000;

/**
 * An event in words for serial consoles and screen readers: no colour, no cursor movement, no control characters.
 * `before` is the run before the event. Progress is told every 10 percent at most, a running delay every minute.
 */
export function plainLines(stamped: StampedEvent, before: RunState, wording: Wording): readonly string[] {
  const { texts, faultText } = wording;
  const { plain: WORDS } = texts;
  const event = printableData(stamped.event);
  switch (event.kind) {
    case 'started':
      return [WORDS.started({ agent: event.agent })];
    case 'identified':
      return identifiedLines(event, texts);
    // The next line speaks the language; what is for the report only is in the log.
    case 'language':
    case 'policy':
    case 'reports':
    case 'found-system':
    case 'flash':
      return [];
    case 'chosen':
      return chosenLines(event, wording);
    case 'refused-all':
      return [WORDS.refusedAll, ...event.others.map((other) => notChosenLine(other, wording))];
    case 'firmware':
      return firmwareLines(event.outcome, wording);
    case 'target':
      return targetLines(event, texts);
    case 'step-started':
      return stepLines(event, reduceRun(before, stamped), texts);
    case 'step-progress':
      return progressLines(event, before, texts);
    case 'step-retrying':
      return [WORDS.sentence({ headline: texts.retrying({ problem: faultText(event.code).title }) })];
    case 'step-done':
      return [WORDS.stepDone(place(event.step, before))];
    case 'log':
      return [WORDS.fact({ name: texts.log.file, value: logText(event.file, texts) })];
    case 'warning':
      return warningLines(event, wording);
    case 'disk-state':
      return event.disk === before.disk ? [] : [texts.diskNow[event.disk]];
    case 'delay':
      return delayLines(event, before, WORDS);
    case 'network':
    case 'wifi-wanted':
    case 'wifi-answered':
    case 'stored':
      return networkLines(event, before, wording);
    case 'power-wanted':
    case 'power-enough':
      return powerNews(event, before, texts);
    case 'hold':
    case 'hold-over':
      return event.kind === 'hold' ? holdLines(event.hold, texts) : [texts.line.holdOver];
    case 'waiting':
      return [stickText({ ...before, waiting: event.wait }, texts)];
    case 'failed':
    case 'finished':
    case 'done-before':
      return endingLines(reduceRun(before, stamped), wording);
    default:
      return assertNever(event);
  }
}

type Event<K extends AgentEvent['kind']> = Extract<AgentEvent, { kind: K }>;

function identifiedLines({ device }: Event<'identified'>, texts: Texts): readonly string[] {
  const { plain: WORDS } = texts;
  const who =
    device.hwid === 'unknown' ? WORDS.deviceUnknown : WORDS.device({ device: deviceName(device, texts) });
  if (device.recoveryReason === 'unknown') return [who];
  return [who, WORDS.recoveryReason({ reason: texts.causes[device.recoveryReason.value.cause] })];
}

function chosenLines({ release, because, others }: Event<'chosen'>, wording: Wording): readonly string[] {
  const { texts } = wording;
  const { osName: name, osVersion: version, location, source, authority } = release;
  const system = texts.systemName({ name, version });
  const from = texts.from[location]({ source });
  const signed = texts.signedBy[authority];
  return [
    texts.plain.chosen({ system, from, signed, why: becauseText(because, texts) }),
    ...others.map((other) => notChosenLine(other, wording)),
  ];
}

function notChosenLine(other: NotChosen, wording: Wording): string {
  const { texts } = wording;
  return texts.plain.notChosen({ release: candidateName(other, texts), reason: reasonText(other, wording) });
}

function targetLines({ disk }: Event<'target'>, texts: Texts): readonly string[] {
  const { plain: WORDS } = texts;
  const { model, name, serial, sizeBytes: bytes } = disk;
  const target = WORDS.target({ disk: model, about: texts.diskSize({ bytes, name }) });
  return serial === '' ? [target] : [target, WORDS.targetSerial({ serial })];
}

function stepLines({ step }: Event<'step-started'>, now: RunState, texts: Texts): readonly string[] {
  return [texts.plain.step({ ...place(step, now), headline: texts.stepHeadlines[step] })];
}

function powerNews(
  event: Event<'power-wanted' | 'power-enough'>,
  before: RunState,
  texts: Texts,
): readonly string[] {
  if (event.kind === 'power-wanted') return powerLines(event.want, before, texts);
  // A wait for an answer may have ended with one, and then nobody knows.
  return before.power?.why === 'unknown' ? [] : [texts.plain.powerEnough];
}

function place(step: StepName, { steps }: RunState): { number: number; count: number } {
  return { number: steps.findIndex(({ name }) => name === step) + 1, count: steps.length };
}

function progressLines(event: Event<'step-progress'>, before: RunState, texts: Texts): readonly string[] {
  const known = before.steps.find(({ name }) => name === event.step);
  const was = known ? percentOf(known.doneBytes, known.totalBytes) : 'unknown';
  const is = percentOf(event.doneBytes, event.totalBytes);
  const percent = is === 'unknown' ? 0 : tens(is);
  if (percent <= (was === 'unknown' ? 0 : tens(was))) return [];
  return [texts.plain.progress({ headline: texts.stepHeadlines[event.step], percent })];
}

function tens(percent: number): number {
  return Math.floor(percent / PERCENT_STEP) * PERCENT_STEP;
}

function warningLines({ code, facts }: Event<'warning'>, { texts, faultText }: Wording): readonly string[] {
  const { title, advice } = faultText(code);
  const headline = texts.warning({ problem: title });
  return [
    texts.plain.sentence({ headline }),
    texts.plain.advice({ advice }),
    ...factLines(factsTable(facts), texts),
  ];
}

function delayLines(event: Event<'delay'>, { delay }: RunState, WORDS: Texts['plain']): readonly string[] {
  if (event.phase === 'passed') return [WORDS.delayPassed];
  return [...timeLines(event, delay, WORDS), ...promptLines(event, delay, WORDS)];
}

function timeLines(
  { leftMs }: Event<'delay'>,
  before: RunState['delay'],
  WORDS: Texts['plain'],
): readonly string[] {
  if (!before) return [WORDS.delayBecause, WORDS.delayStarted({ timeMs: leftMs }), WORDS.delayStop];
  if (leftMs > before.leftMs) return [WORDS.delayAgain, WORDS.delayStarted({ timeMs: leftMs })];
  const minutes = (timeMs: number) => Math.ceil(timeMs / MINUTE_MS);
  return minutes(leftMs) < minutes(before.leftMs) ? [WORDS.delayLeft({ timeMs: leftMs })] : [];
}

function promptLines(
  { prompt }: Event<'delay'>,
  before: RunState['delay'],
  WORDS: Texts['plain'],
): readonly string[] {
  if (!prompt || prompt.key === before?.prompt?.key) return [];
  return [WORDS.delayPrompt({ key: prompt.key, timeMs: prompt.leftMs })];
}
