import { FAULTS } from '../core/fault-catalogue.ts';
import type { RunState } from '../core/run-state.ts';
import { factsTable } from './facts-table.ts';
import { printableData } from './printable-data.ts';
import { TEXTS } from './texts.ts';

const { plain: WORDS } = TEXTS;

/** How a run ended, in plain lines; for a run without an end, that its agent was lost. */
export function endingLines(state: RunState): readonly string[] {
  if (state.outcome === 'complete') return completeLines(state);
  return state.failure ? failedLines(state) : lostLines(state);
}

function completeLines({ mode }: RunState): readonly string[] {
  const headline = mode === 'unattended' ? TEXTS.completePass : TEXTS.complete;
  return [WORDS.sentence({ headline }), TEXTS.completeBody, TEXTS.takeOutStick];
}

function failedLines(state: RunState): readonly string[] {
  const { disk, mode, failure } = printableData(state);
  if (!failure) return [];
  const { title, cause, advice } = FAULTS[failure.code];
  const headline = mode === 'unattended' ? TEXTS.failedFail : TEXTS.failed;
  const facts = factsTable(failure.facts).map(({ label, texts }) =>
    WORDS.fact({ name: label, value: texts.join(', ') }),
  );
  return [
    WORDS.sentence({ headline }),
    WORDS.fault({ code: failure.code, title }),
    cause,
    TEXTS.diskAfterFailure[disk],
    WORDS.advice({ advice }),
    ...facts,
  ];
}

function lostLines({ disk }: RunState): readonly string[] {
  return [WORDS.sentence({ headline: TEXTS.lost }), TEXTS.lostBody, TEXTS.lostDisk[disk], TEXTS.lostAdvice];
}
