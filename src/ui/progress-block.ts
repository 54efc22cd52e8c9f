import type { StepState } from '../core/run-state.ts';
import { barLine } from './bar-line.ts';
import type { Block } from './fit.ts';
import { line } from './line.ts';
import type { LocalState } from './local-state.ts';
import type { Texts } from './make-texts.ts';
import { pack } from './pack.ts';
import { percentOf } from './percent-of.ts';
import { speedOf } from './rate.ts';
import type { Sheet } from './sheet.ts';
import { timeLeft } from './time-left.ts';

/** A speed that nothing confirmed for so long is not shown any more. */
const STALE_MS = 3000;

/** The bar of a step with its figures. Nothing for a step that does not say how much it has to do. */
export function progressBlock(step: StepState, local: LocalState, sheet: Sheet): Block {
  const {
    columns,
    wording: { texts },
  } = sheet;
  const percent = percentOf(step.doneBytes, step.totalBytes);
  if (step.status !== 'running' || percent === 'unknown') return { rank: 1, forms: [[]] };
  const bar = barLine(percent, texts.percent({ percent }), columns);
  const figures = pack(figuresOf(step, local, texts), columns).map((text) => line(text));
  return { rank: 1, forms: [[bar, ...figures], [bar, ...figures.slice(0, 1)], [bar]] };
}

function figuresOf(step: StepState, local: LocalState, texts: Texts): readonly string[] {
  const { doneBytes, totalBytes, name } = step;
  const bytes = texts.bytesOf({ doneBytes, totalBytes });
  const speed = local.rate.step === name && local.quietMs < STALE_MS ? speedOf(local.rate) : 'unknown';
  if (speed === 'unknown') return [bytes];
  const { bytesPerSecond, leftMs } = speed;
  return [bytes, texts.speed({ bytesPerSecond }), timeLeft(leftMs, texts)];
}
