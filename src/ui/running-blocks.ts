import type { RunState } from '../core/run-state.ts';
import { choiceBlock } from './choice-block.ts';
import type { Block } from './fit.ts';
import { GAP } from './gap.ts';
import type { LocalState } from './local-state.ts';
import { networkNote } from './network-note.ts';
import { paragraph } from './paragraph.ts';
import { progressBlock } from './progress-block.ts';
import { type RunningStep, runningStep } from './running-step.ts';
import type { Sheet } from './sheet.ts';
import { stepsBlocks } from './steps-blocks.ts';
import { warningBlock } from './warning-block.ts';
import type { Wording } from './wording.ts';

const QUIET_FROM_MS = 10_000;

/** The screen while recovery runs and asks nothing. */
export function runningBlocks(state: RunState, local: LocalState, sheet: Sheet): readonly Block[] {
  const { columns, wording } = sheet;
  const { texts } = wording;
  const running = runningStep(state);
  const headline = running === 'none' ? texts.starting : texts.stepHeadlines[running.step.name];
  const progress = running === 'none' ? [] : [progressBlock(running.step, local, sheet)];
  return [
    { rank: 0, forms: [paragraph(headline, columns, 'strong')] },
    { rank: 2, forms: [paragraph(texts.diskNow[state.disk], columns), []] },
    GAP,
    ...progress,
    stayOnBlock(running, sheet),
    { rank: 3, forms: [networkNote(state, local, sheet), []] },
    {
      rank: 3,
      forms: [noteTexts(state, local, wording).flatMap((text) => paragraph(text, columns, 'warn')), []],
    },
    GAP,
    ...stepsBlocks(state, sheet),
    choiceBlock(state, sheet),
    GAP,
    warningBlock(state, sheet),
  ];
}

/** A disk that is cut off can be written again; firmware perhaps not. */
function stayOnBlock(running: RunningStep | 'none', { columns, wording: { texts } }: Sheet): Block {
  const isNow = running !== 'none' && running.step.name === 'firmware';
  return { rank: 1, forms: [isNow ? paragraph(texts.firmware.stayOn, columns, 'warn') : []] };
}

function noteTexts(state: RunState, local: LocalState, { texts, faultText }: Wording): readonly string[] {
  const running = runningStep(state);
  const count = running === 'none' ? 0 : running.step.retries;
  const retry = local.retry
    ? texts.retrying({ problem: faultText(local.retry).title })
    : count > 0 && texts.retries({ count });
  const quiet =
    local.quietMs >= QUIET_FROM_MS && !isCountingDown(state, local) && texts.quiet({ timeMs: local.quietMs });
  const stopping = local.stop === 'asked' && texts.stopping;
  return [stopping, retry, quiet].filter((text) => text !== false);
}

/** The note on the network says how long nothing will be heard. */
function isCountingDown({ network }: RunState, { news }: LocalState): boolean {
  return network?.kind === 'server-waiting' && news.agoMs < network.delayMs;
}
