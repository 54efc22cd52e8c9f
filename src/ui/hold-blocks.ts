import type { Hold } from '../core/hold.ts';
import type { RunState } from '../core/run-state.ts';
import type { Block } from './fit.ts';
import { GAP } from './gap.ts';
import { paragraph } from './paragraph.ts';
import type { Sheet } from './sheet.ts';
import { stepsBlocks } from './steps-blocks.ts';
import { verdictBanners } from './verdict-banner.ts';

/** The screen of a device that waits because whoever runs the line has stopped it. */
export function holdBlocks(state: RunState, { reason }: Hold, sheet: Sheet): readonly Block[] {
  const {
    columns,
    wording: { texts },
  } = sheet;
  return [
    { rank: 1, forms: [...verdictBanners('hold', columns), []] },
    GAP,
    { rank: 0, forms: [paragraph(texts.line.hold, columns, 'warn')] },
    { rank: 0, forms: [paragraph(reason, columns, 'strong')] },
    { rank: 2, forms: [paragraph(texts.line.holdGoesOn, columns), []] },
    { rank: 2, forms: [paragraph(texts.diskNow[state.disk], columns), []] },
    GAP,
    ...stepsBlocks(state, sheet),
  ];
}
