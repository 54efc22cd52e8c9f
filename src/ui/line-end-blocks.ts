import type { RunState } from '../core/run-state.ts';
import { completeHeadline } from './complete-headline.ts';
import { deviceName } from './device-name.ts';
import { firmwareRows } from './firmware-rows.ts';
import type { Block } from './fit.ts';
import type { Line } from './frame.ts';
import { GAP } from './gap.ts';
import type { Texts } from './make-texts.ts';
import { paragraph } from './paragraph.ts';
import type { Sheet } from './sheet.ts';
import { stickText } from './stick-text.ts';
import { type TableRow, tableLines } from './table-lines.ts';
import { VERDICTS, verdictBanners } from './verdict-banner.ts';
import type { LineVerdict } from './verdict-of.ts';
import { warningBlock } from './warning-block.ts';
import { workMs } from './work-ms.ts';

/** The last screen of a device of a line: one word, to be read across a room, and which device it is. */
export function lineEndBlocks(state: RunState, verdict: LineVerdict, sheet: Sheet): readonly Block[] {
  const {
    columns,
    wording: { texts },
  } = sheet;
  return [
    { rank: 1, forms: [...verdictBanners(verdict, columns), []] },
    GAP,
    { rank: 0, forms: [headline(state, verdict, sheet)] },
    failureBlock(state, sheet),
    GAP,
    { rank: 0, forms: [tableLines(whichRows(state, texts), columns), []] },
    { rank: 2, forms: [tableLines(firmwareRows(state.firmware, sheet.wording), columns), []] },
    { rank: 0, forms: [paragraph(stickText(state, texts), columns, 'strong'), []] },
    adviceBlock(state, sheet),
    GAP,
    warningBlock(state, sheet),
  ];
}

const MARKS = { pass: '[x] ', fail: '[!] ', 'done-before': '' } as const;

function headline(
  state: RunState,
  verdict: LineVerdict,
  { columns, wording: { texts } }: Sheet,
): readonly Line[] {
  const words = {
    complete: completeHeadline(state, texts),
    failed: texts.failedFail,
    'done-before': texts.line.doneBefore,
    running: '',
  };
  return paragraph(MARKS[verdict] + words[state.outcome], columns, VERDICTS[verdict].tone);
}

function failureBlock({ failure, disk }: RunState, { columns, wording }: Sheet): Block {
  if (failure === null) return { rank: 0, forms: [[]] };
  const { texts } = wording;
  const title = paragraph(`${failure.code}  ${wording.faultText(failure.code).title}`, columns, 'strong');
  return { rank: 0, forms: [[...title, ...paragraph(texts.diskAfterFailure[disk], columns)], title] };
}

function adviceBlock({ failure, waiting }: RunState, { columns, wording }: Sheet): Block {
  if (failure === null || waiting === 'stick-return') return { rank: 4, forms: [[]] };
  const advice = wording.texts.advice({ advice: wording.faultText(failure.code).advice });
  return { rank: 4, forms: [paragraph(advice, columns), []] };
}

function whichRows(state: RunState, texts: Texts): readonly TableRow[] {
  const { device } = state;
  const serial = device === null || device.serial === 'unknown' ? texts.details.unknown : device.serial.value;
  const timeMs = workMs(state);
  return [
    { label: texts.details.labels.serial, texts: [serial], tone: 'strong', maxLines: 1 },
    { label: texts.device, texts: [deviceName(device, texts)], maxLines: 1 },
    ...(timeMs > 0 ? [{ label: '', texts: [texts.tookTime({ timeMs })], maxLines: 1 }] : []),
  ];
}
