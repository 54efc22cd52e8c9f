import type { RunState } from '../core/run-state.ts';
import type { LocalState } from './local-state.ts';

const ENGLISH = 'en';

/** Where in the list the mark is: at first at the language of the run, or at English. */
export function markedLanguage(
  { language }: Pick<RunState, 'language'>,
  { languages, language: draft }: Pick<LocalState, 'languages' | 'language'>,
): number {
  const wanted = [draft.marked, language, language?.split('-')[0], ENGLISH];
  const places = wanted.map((tag) => languages.findIndex((each) => each.tag === tag));
  return Math.max(0, places.find((at) => at !== -1) ?? 0);
}
