import type { NotChosen } from '../core/events.ts';
import type { Texts } from './make-texts.ts';

/** A candidate that was not taken, with the fault code when it was refused. */
export function candidateName({ id, source, code }: NotChosen, { details: WORDS }: Texts): string {
  return code ? WORDS.refused({ id, source, code }) : WORDS.lesser({ id, source });
}
