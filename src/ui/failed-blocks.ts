import type { Failure, RunState } from '../core/run-state.ts';
import { deviceName } from './device-name.ts';
import { factsTable } from './facts-table.ts';
import type { Block } from './fit.ts';
import type { Line } from './frame.ts';
import { GAP } from './gap.ts';
import { helpPage } from './help-page.ts';
import { line } from './line.ts';
import { logText } from './log-text.ts';
import type { Texts } from './make-texts.ts';
import { notChosenLines } from './not-chosen-lines.ts';
import { paragraph } from './paragraph.ts';
import type { Sheet } from './sheet.ts';
import { type TableRow, tableLines } from './table-lines.ts';
import { warningBlock } from './warning-block.ts';

/** The last screen of a run that did not succeed. */
export function failedBlocks(state: RunState, failure: Failure, sheet: Sheet): readonly Block[] {
  const { columns, wording } = sheet;
  const { texts } = wording;
  const { title, cause, advice } = wording.faultText(failure.code);
  const headline = state.mode === 'unattended' ? texts.failedFail : texts.failed;
  const disk = {
    label: texts.yourDisk,
    texts: [texts.diskAfterFailure[state.disk]],
    tone: 'strong',
  } as const;
  const whatToDo = state.waiting === 'stick-return' ? texts.putStickBack : texts.advice({ advice });
  const todo = { label: texts.whatToDo, texts: [whatToDo] };
  const stopped = stoppedRows(state, failure, texts);
  const log = logRows(state, texts);
  const all = [disk, todo, ...log, ...stopped];
  return [
    { rank: 0, forms: [paragraph(`[!] ${headline}`, columns, 'bad')] },
    GAP,
    { rank: 0, forms: [paragraph(`${failure.code}  ${title}`, columns, 'strong')] },
    { rank: 4, forms: [paragraph(cause, columns), []] },
    GAP,
    { rank: 0, forms: [tableLines([disk], columns, all)] },
    { rank: 2, forms: [tableLines([todo], columns, all), []] },
    { rank: 5, forms: [tableLines(log, columns, all), []] },
    { rank: 7, forms: [tableLines(stopped, columns, all), []] },
    { rank: 3, forms: [helpLines(helpPage(state, failure), all, sheet), []] },
    { rank: 6, forms: [reasonLines(state, sheet), []] },
    { rank: 10, forms: [helperLines(state, failure, sheet), []] },
    GAP,
    warningBlock(state, sheet),
  ];
}

function stoppedRows({ steps }: RunState, { step }: Failure, texts: Texts): readonly TableRow[] {
  const at = steps.findIndex(({ name }) => name === step);
  if (!step || at === -1) return [];
  const text = texts.stoppedAtStep({ number: at + 1, count: steps.length, name: texts.stepNames[step] });
  return [{ label: texts.stoppedAt, texts: [text] }];
}

function logRows({ log }: RunState, texts: Texts): readonly TableRow[] {
  return log === null ? [] : [{ label: texts.log.file, texts: [logText(log.file, texts)] }];
}

/** An address is easier to type when it is in one piece. */
function helpLines(address: string | null, others: readonly TableRow[], sheet: Sheet): readonly Line[] {
  const { columns, wording } = sheet;
  if (address === null) return [];
  const row = { label: wording.texts.moreHelp, texts: [address] };
  const inTable = tableLines([row], columns, [...others, row]);
  if (inTable.length === 1) return inTable;
  return [[], line(row.label, 'quiet'), ...paragraph(address, columns)];
}

/** When nothing could be used, the reasons are what the person came for. */
function reasonLines({ release, others }: RunState, sheet: Sheet): readonly Line[] {
  if (release || others.length === 0) return [];
  const { details: WORDS } = sheet.wording.texts;
  return [[], line(WORDS.notChosen, 'quiet'), ...notChosenLines(others, sheet)];
}

function helperLines({ device }: RunState, { facts }: Failure, sheet: Sheet): readonly Line[] {
  const {
    columns,
    wording: { texts },
  } = sheet;
  const rows = [{ label: texts.device, texts: [deviceName(device, texts)] }, ...factsTable(facts)];
  return [[], line(texts.forHelper, 'quiet'), ...tableLines(rows, columns)];
}
