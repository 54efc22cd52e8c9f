import { LANGUAGE } from './language.ts';

const RULES = new Intl.PluralRules(LANGUAGE);

interface Forms {
  readonly one: string;
  readonly other: (count: number) => string;
}

/** The words for so many of something. */
export function plural(count: number, forms: Forms): string {
  return RULES.select(count) === 'one' ? forms.one : forms.other(count);
}
