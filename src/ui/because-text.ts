import type { ChoiceReason } from '../core/choice-reason.ts';
import type { Texts } from './make-texts.ts';

/** Why a release was chosen, or was not, in words that follow "because". */
export function becauseText(reason: ChoiceReason, { because: WORDS }: Texts): string {
  return 'better' in reason ? WORDS[reason.rule](reason) : WORDS[reason.rule];
}
