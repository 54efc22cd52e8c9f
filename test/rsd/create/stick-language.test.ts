import { expect, test } from 'vitest';
import { readStickSettings } from '../../../src/agent/stick-settings.ts';
import { settingsText } from '../../../src/rsd/create/settings-text.ts';
import { stickLanguage } from '../../../src/rsd/create/stick-language.ts';

test.for([
  ['de_DE', 'de-DE'],
  ['pt_BR', 'pt-BR'],
  ['en', 'en'],
  ['zh_Hant_TW', 'zh-Hant-TW'],
  ['es_419', 'es-419'],
  ['C', 'none'],
  ['POSIX', 'none'],
  ['unknown', 'none'],
  ['', 'none'],
  ['../../x', 'none'],
] as const)('stickLanguage() of %s', ([text, tag]) => {
  expect(stickLanguage(text)).toBe(tag);
});

test('what settingsText() writes, the agent reads', () => {
  const attendance = 'unattended';
  for (const language of ['de-DE', 'zh-Hant-TW', 'es-419']) {
    const text = new TextEncoder().encode(settingsText({ language, attendance }));
    expect(readStickSettings(text)).toMatchObject({ unattended: true, language });
  }
  const line = new TextEncoder().encode(settingsText({ language: 'de', attendance: 'line' }));
  expect(readStickSettings(line)).toMatchObject({
    unattended: true,
    language: 'de',
    line: { again: 'say-so' },
  });
  const nothing = settingsText({ language: 'none', attendance: 'attended' });
  expect(readStickSettings(new TextEncoder().encode(nothing))).toMatchObject({ unattended: false });
});
