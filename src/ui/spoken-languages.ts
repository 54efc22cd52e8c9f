import type { Language } from './language.ts';
import type { WordingOf } from './wording.ts';

/** What a screen can say, and the languages that it offers: none on a terminal that has the letters of English only. */
export interface SpokenLanguages {
  readonly wordingOf: WordingOf;
  /** In the order in which they are listed. */
  readonly languages: readonly Language[];
}
