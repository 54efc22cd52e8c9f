import type { NotChosen } from '../core/events.ts';
import { TEXTS } from './texts.ts';

/** A candidate that was not taken, with the fault code when it was refused. */
export function candidateName({ id, source, code }: NotChosen): string {
  return code ? TEXTS.details.refused({ id, source, code }) : TEXTS.details.lesser({ id, source });
}
