import type { RunState } from '../core/run-state.ts';
import { completeHeadline } from './complete-headline.ts';
import { factLines } from './fact-lines.ts';
import { factsTable } from './facts-table.ts';
import { firmwareLines } from './firmware-lines.ts';
import { helpPage } from './help-page.ts';
import type { Texts } from './make-texts.ts';
import { printableData } from './printable-data.ts';
import { stickText } from './stick-text.ts';
import { VERDICTS } from './verdict-banner.ts';
import { verdictOf } from './verdict-of.ts';
import { wholeSeconds } from './whole-seconds.ts';
import type { Wording } from './wording.ts';
import { workMs } from './work-ms.ts';

/** How a run ended, in plain lines; for a run without an end, that its agent was lost. */
export function endingLines(state: RunState, wording: Wording): readonly string[] {
  return [...verdictLines(state), ...endLines(state, wording)];
}

/** For programs and label printers that watch a serial line: the same in every language. */
function verdictLines(state: RunState): readonly string[] {
  const verdict = verdictOf(state);
  if (verdict === 'none') return [];
  const { device, failure, firmware, disk } = printableData(state);
  const serial = device === null || device.serial === 'unknown' ? 'unknown' : device.serial.value;
  const model = device === null || device.hwid === 'unknown' ? 'unknown' : device.hwid.value;
  const { word } = VERDICTS[verdict];
  const code = failure?.code ?? (firmware?.result === 'failed' ? firmware.code : undefined);
  const failed = verdict !== 'fail' || code === undefined ? '' : ` code ${code} disk ${disk}`;
  return [`${word} serial ${serial} model ${model} seconds ${wholeSeconds(workMs(state))}${failed}`];
}

function endLines(state: RunState, wording: Wording): readonly string[] {
  if (state.outcome === 'complete') return completeLines(state, wording);
  if (state.outcome === 'done-before') return [wording.texts.line.doneBefore, wording.texts.takeOutStick];
  return state.failure ? failedLines(state, wording) : lostLines(state, wording.texts);
}

function completeLines(whole: RunState, wording: Wording): readonly string[] {
  const { texts } = wording;
  const state = printableData(whole);
  return [
    texts.plain.sentence({ headline: completeHeadline(state, texts) }),
    ...(state.firmware?.result === 'failed' ? [] : [texts.completeBody]),
    ...firmwareLines(state.firmware, wording),
    stickText({ ...state, waiting: null }, texts),
  ];
}

function failedLines(state: RunState, { texts, faultText }: Wording): readonly string[] {
  const { disk, mode, failure, helpUrl } = printableData(state);
  if (!failure) return [];
  const { title, cause, advice } = faultText(failure.code);
  const headline = mode === 'unattended' ? texts.failedFail : texts.failed;
  const address = helpPage({ helpUrl }, failure);
  const help = address === null ? [] : [texts.plain.fact({ name: texts.moreHelp, value: address })];
  return [
    texts.plain.sentence({ headline }),
    texts.plain.fault({ code: failure.code, title }),
    cause,
    texts.diskAfterFailure[disk],
    texts.plain.advice({ advice }),
    ...help,
    ...factLines(factsTable(failure.facts), texts),
  ];
}

function lostLines({ disk }: RunState, texts: Texts): readonly string[] {
  return [
    texts.plain.sentence({ headline: texts.lost }),
    texts.lostBody,
    texts.lostDisk[disk],
    texts.lostAdvice,
  ];
}
