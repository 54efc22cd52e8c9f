import type { RunState } from '../core/run-state.ts';
import { deviceName } from './device-name.ts';
import type { Block } from './fit.ts';
import { GAP } from './gap.ts';
import type { Texts } from './make-texts.ts';
import { pack } from './pack.ts';
import { paragraph } from './paragraph.ts';
import type { Sheet } from './sheet.ts';
import { stepFigures } from './step-figures.ts';
import { warningBlock } from './warning-block.ts';

/** The first screen of a run: why the device is in recovery, what happens now, and what it means for its files. */
export function welcomeBlocks(state: RunState, sheet: Sheet): readonly Block[] {
  const {
    columns,
    wording: { texts },
  } = sheet;
  const { welcome: WORDS } = texts;
  const figures = pack(stepFigures(state, texts), columns);
  return [
    { rank: 0, forms: [paragraph(WORDS.headline, columns, 'strong')] },
    { rank: 4, forms: [deviceTexts(state, texts).flatMap((text) => paragraph(text, columns)), []] },
    GAP,
    { rank: 0, forms: [reasonTexts(state, texts).flatMap((text) => paragraph(text, columns))] },
    GAP,
    { rank: 1, forms: [paragraph(WORDS.now, columns)] },
    GAP,
    { rank: 1, forms: [paragraph(WORDS.files, columns, 'warn')] },
    GAP,
    { rank: 3, forms: [figures.flatMap((text) => paragraph(text, columns)), []] },
    GAP,
    warningBlock(state, sheet),
  ];
}

function deviceTexts({ device }: RunState, texts: Texts): readonly string[] {
  return device ? [texts.plain.device({ device: deviceName(device, texts) })] : [];
}

/** Nothing before the device has been looked at. */
function reasonTexts({ device }: RunState, texts: Texts): readonly string[] {
  if (!device) return [];
  const { recoveryReason: reason } = device;
  if (reason === 'unknown') return [texts.welcome.noReason];
  return [texts.plain.recoveryReason({ reason: texts.causes[reason.value.cause] })];
}
