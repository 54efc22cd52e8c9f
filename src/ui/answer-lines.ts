import type { Line } from './frame.ts';
import type { KeyLabel } from './key-labels.ts';
import { paragraph } from './paragraph.ts';

/** The answers to a question, one below the other, each with its key. */
export function answerLines(answers: readonly KeyLabel[], columns: number): readonly Line[] {
  return answers.flatMap(({ key, does }) => paragraph(`${key}  ${does}`, columns, 'strong'));
}
