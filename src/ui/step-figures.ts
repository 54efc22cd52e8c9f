import type { RunState } from '../core/run-state.ts';
import type { Texts } from './make-texts.ts';
import { percentOf } from './percent-of.ts';
import { runningStep } from './running-step.ts';

/** What runs and how far it is, in two short texts at most. */
export function stepFigures(state: RunState, texts: Texts): readonly string[] {
  const running = runningStep(state);
  if (running === 'none') return [];
  const { name, doneBytes, totalBytes } = running.step;
  const percent = percentOf(doneBytes, totalBytes);
  const headline = texts.stepHeadlines[name];
  return percent === 'unknown' ? [headline] : [headline, texts.percent({ percent })];
}
