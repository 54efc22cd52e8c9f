import { expect, test } from 'vitest';
import { computerLanguage } from '../../src/rsd/computer-language.ts';

test.for([
  [{ LANG: 'de_AT.UTF-8' }, 'de-AT'],
  [{ LANG: 'de_DE.UTF-8@euro', LC_ALL: 'ja_JP' }, 'ja-JP'],
  [{ LC_MESSAGES: 'eo' }, 'eo'],
  [{ LANG: 'C.UTF-8' }, 'unknown'],
  [{ LANG: 'POSIX' }, 'unknown'],
  [{ LANG: '' }, 'unknown'],
  [{}, 'unknown'],
] as const)('the locale of %o is the language %s', ([env, language]) => {
  expect(computerLanguage(env)).toBe(language);
});
