import { FAULTS } from '../core/fault-catalogue.ts';
import type { RunState } from '../core/run-state.ts';
import type { Block } from './fit.ts';
import { GAP } from './gap.ts';
import type { LocalState } from './local-state.ts';
import { networkNote } from './network-note.ts';
import { paragraph } from './paragraph.ts';
import { progressBlock } from './progress-block.ts';
import { runningStep } from './running-step.ts';
import { stepsBlocks } from './steps-blocks.ts';
import { TEXTS } from './texts.ts';
import { warningBlock } from './warning-block.ts';

const QUIET_FROM_MS = 10_000;

/** The screen while recovery runs and asks nothing. */
export function runningBlocks(state: RunState, local: LocalState, columns: number): readonly Block[] {
  const running = runningStep(state);
  const headline = running === 'none' ? TEXTS.starting : TEXTS.stepHeadlines[running.step.name];
  const progress = running === 'none' ? [] : [progressBlock(running.step, local, columns)];
  return [
    { rank: 0, forms: [paragraph(headline, columns, 'strong')] },
    { rank: 2, forms: [paragraph(TEXTS.diskNow[state.disk], columns), []] },
    GAP,
    ...progress,
    { rank: 3, forms: [networkNote(state, local, columns), []] },
    { rank: 3, forms: [noteTexts(state, local).flatMap((text) => paragraph(text, columns, 'warn')), []] },
    GAP,
    ...stepsBlocks(state, columns),
    GAP,
    warningBlock(state, columns),
  ];
}

function noteTexts(state: RunState, local: LocalState): readonly string[] {
  const running = runningStep(state);
  const count = running === 'none' ? 0 : running.step.retries;
  const retry = local.retry
    ? TEXTS.retrying({ problem: FAULTS[local.retry].title })
    : count > 0 && TEXTS.retries({ count });
  const quiet =
    local.quietMs >= QUIET_FROM_MS && !isCountingDown(state, local) && TEXTS.quiet({ timeMs: local.quietMs });
  const stopping = local.stop === 'asked' && TEXTS.stopping;
  return [stopping, retry, quiet].filter((text) => text !== false);
}

/** The note on the network says how long nothing will be heard. */
function isCountingDown({ network }: RunState, { news }: LocalState): boolean {
  return network?.kind === 'server-waiting' && news.agoMs < network.delayMs;
}
