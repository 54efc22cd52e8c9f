import type { StepState } from '../core/run-state.ts';
import type { Line, Tone } from './frame.ts';
import type { Texts } from './make-texts.ts';

const MARKS: Record<StepState['status'], { readonly mark: string; readonly tone: Tone }> = {
  waiting: { mark: '[ ]', tone: 'quiet' },
  running: { mark: '[>]', tone: 'strong' },
  done: { mark: '[x]', tone: 'plain' },
  failed: { mark: '[!]', tone: 'bad' },
};

/** The steps, one a line, each with a mark that says how far it is. */
export function stepLines(steps: readonly StepState[], texts: Texts): readonly Line[] {
  return steps.map(({ name, status }) => {
    const { mark, tone } = MARKS[status];
    return [{ text: `${mark} ${texts.stepNames[name]}`, tone }];
  });
}
