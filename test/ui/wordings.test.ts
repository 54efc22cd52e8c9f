import { expect, test } from 'vitest';
import { readLocale } from '../../src/host/read-locale.ts';
import { ENGLISH } from '../../src/ui/english.ts';
import { wordings } from '../../src/ui/wordings.ts';

const plain = wordings(readLocale, 'unicode', 'plain');

test.for([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['DE', 'de'],
  ['zh-CN', 'zh-CN'],
  ['zh', 'zh-CN'],
  ['zh-Hant', 'zh-TW'],
  ['zh-HK', 'zh-TW'],
  ['pt', 'pt-BR'],
  ['pt-AO', 'pt-BR'],
  ['es-419', 'es-419'],
  ['es-MX', 'es'],
  ['sr-Latn', 'sr'],
] as const)('wordings() speaks to those who set %s in %s', ([language, tag]) => {
  expect(plain(language).tag).toBe(tag);
});

test.for(['en', 'en-GB', 'tlh', 'xx', '', '../../package', 'de/../en', '\u0000', 'a'.repeat(10_000)])(
  'wordings() speaks English to those who set %j',
  (language) => {
    expect(plain(language)).toBe(ENGLISH);
  },
);

test('wordings() reads a language once', () => {
  expect(plain('de')).toBe(plain('de'));
});

test('wordings() speaks English on a terminal of ASCII', () => {
  expect(wordings(readLocale, 'ascii', 'plain')('de')).toBe(ENGLISH);
});

test('wordings() joins the letters of Arabic for a full screen, and not for plain lines', () => {
  expect(plain('ar').texts.disk).toMatch(/^[\u0621-\u064a]+$/);
  expect(wordings(readLocale, 'unicode', 'full')('ar').texts.disk).toMatch(/^[\ufe80-\ufefc]+$/);
});
