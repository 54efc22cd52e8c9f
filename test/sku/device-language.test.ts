import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deviceLanguage, LANGUAGE_PATHS } from '../../src/sku/device-language.ts';

const [REGION = '', LOCALE = ''] = LANGUAGE_PATHS;

function vpd(texts: Readonly<Record<string, string>>): Parameters<typeof deviceLanguage>[0] {
  return { files: new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)])) };
}

test.for([
  ['the region', { [REGION]: 'de' }, 'de'],
  ['the region, whatever pads it', { [REGION]: 'jp\n' }, 'ja'],
  ['the region before the locale', { [REGION]: 'br', [LOCALE]: 'fr' }, 'pt-BR'],
  ['the keyboard of a region', { [REGION]: 'ca.fr' }, 'fr'],
  ['the locale of an older device', { [LOCALE]: 'sv' }, 'sv'],
  ['the first of several locales', { [LOCALE]: 'nl,en-US' }, 'nl'],
  ['the locale when the region is a new one', { [REGION]: 'zz', [LOCALE]: 'it' }, 'it'],
] as const)('deviceLanguage() goes by %s', ([, texts, tag]) => {
  expect(deviceLanguage(vpd(texts))).toBe(tag);
});

test.for([
  ['nothing is there', {}],
  ['the region is the name of something that every object has', { [REGION]: 'constructor' }],
  ['the locale is no tag', { [LOCALE]: '../../etc/passwd' }],
  ['the locale is empty', { [LOCALE]: '\0\0' }],
] as const)('deviceLanguage() is unknown when %s', ([, texts]) => {
  expect(deviceLanguage(vpd(texts))).toBe('unknown');
});

test('deviceLanguage() gives a tag, or says that it is unknown, whatever the VPD holds', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 80 }), (region, locale) => {
      const files = new Map([
        [REGION, region],
        [LOCALE, locale],
      ]);
      expect(deviceLanguage({ files })).toMatch(/^[A-Za-z]{2,}(-[A-Za-z0-9]+)*$/);
    }),
  );
});
