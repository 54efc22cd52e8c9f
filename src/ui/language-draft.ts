/** How far a person has come in the list of languages. */
export interface LanguageDraft {
  /** `open` when the person asked for the list. It is also shown while nobody has said a language. */
  readonly list: 'open' | 'closed';
  /** The tag that the mark is at; null for the language of the run. */
  readonly marked: string | null;
}

export const FIRST_LANGUAGE_DRAFT: LanguageDraft = { list: 'closed', marked: null };
