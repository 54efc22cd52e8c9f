import { STEPS, STEPS_IF_NEEDED, type StepName } from '../../src/core/events.ts';
import { TEXTS } from '../../src/ui/texts.ts';

const FLASH: readonly StepName[] = ['prepare', 'write', 'read-back', 'stateful', 'make-bootable'];

/** A plain line of the steps between the first write and a disk that starts. */
export const FLASH_LINE: RegExp = new RegExp(
  [
    ...FLASH.map((step) => TEXTS.plain.step(placeOf(step))),
    ...(['write', 'read-back'] as const).map((step) => `${TEXTS.stepHeadlines[step]}: \\d+ percent`),
  ].join('|'),
);
/** How many there are: one a step, and one every ten percent of two of them. */
export const FLASH_LINES = FLASH.length + 2 * 10;
/** In the middle of writing the system. */
export const HALF_WRITTEN: RegExp = new RegExp(`${TEXTS.stepHeadlines.write}: [4-6]0 percent`);

function placeOf(step: StepName): { number: number; count: number; headline: string } {
  const shown = STEPS.filter((name) => !STEPS_IF_NEEDED.has(name));
  return { number: shown.indexOf(step) + 1, count: shown.length, headline: TEXTS.stepHeadlines[step] };
}
