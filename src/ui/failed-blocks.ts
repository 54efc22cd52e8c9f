import { FAULTS } from '../core/fault-catalogue.ts';
import type { Failure, RunState } from '../core/run-state.ts';
import { deviceName } from './device-name.ts';
import { factsTable } from './facts-table.ts';
import type { Block } from './fit.ts';
import type { Line } from './frame.ts';
import { GAP } from './gap.ts';
import { line } from './line.ts';
import { notChosenLines } from './not-chosen-lines.ts';
import { paragraph } from './paragraph.ts';
import { type TableRow, tableLines } from './table-lines.ts';
import { TEXTS } from './texts.ts';
import { warningBlock } from './warning-block.ts';

/** The last screen of a run that did not succeed. */
export function failedBlocks(state: RunState, failure: Failure, columns: number): readonly Block[] {
  const { title, cause, advice } = FAULTS[failure.code];
  const headline = state.mode === 'unattended' ? TEXTS.failedFail : TEXTS.failed;
  const disk = {
    label: TEXTS.yourDisk,
    texts: [TEXTS.diskAfterFailure[state.disk]],
    tone: 'strong',
  } as const;
  const whatToDo = state.waiting === 'stick-return' ? TEXTS.putStickBack : TEXTS.advice({ advice });
  const todo = { label: TEXTS.whatToDo, texts: [whatToDo] };
  const stopped = stoppedRows(state, failure);
  const all = [disk, todo, ...stopped];
  return [
    { rank: 0, forms: [paragraph(`[!] ${headline}`, columns, 'bad')] },
    GAP,
    { rank: 0, forms: [paragraph(`${failure.code}  ${title}`, columns, 'strong')] },
    { rank: 4, forms: [paragraph(cause, columns), []] },
    GAP,
    { rank: 0, forms: [tableLines([disk], columns, all)] },
    { rank: 2, forms: [tableLines([todo], columns, all), []] },
    { rank: 5, forms: [tableLines(stopped, columns, all), []] },
    { rank: 6, forms: [reasonLines(state, columns), []] },
    { rank: 10, forms: [helperLines(state, failure, columns), []] },
    GAP,
    warningBlock(state, columns),
  ];
}

function stoppedRows({ steps }: RunState, { step }: Failure): readonly TableRow[] {
  const at = steps.findIndex(({ name }) => name === step);
  if (!step || at === -1) return [];
  const text = TEXTS.stoppedAtStep({ number: at + 1, count: steps.length, name: TEXTS.stepNames[step] });
  return [{ label: TEXTS.stoppedAt, texts: [text] }];
}

/** When nothing could be used, the reasons are what the person came for. */
function reasonLines({ release, others }: RunState, columns: number): readonly Line[] {
  if (release || others.length === 0) return [];
  return [[], line(TEXTS.details.notChosen, 'quiet'), ...notChosenLines(others, columns)];
}

function helperLines({ device }: RunState, { facts }: Failure, columns: number): readonly Line[] {
  const rows = [{ label: TEXTS.device, texts: [deviceName(device)] }, ...factsTable(facts)];
  return [[], line(TEXTS.forHelper, 'quiet'), ...tableLines(rows, columns)];
}
