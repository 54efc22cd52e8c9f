import { expect, test } from 'vitest';
import { readStickSettings } from '../../src/agent/stick-settings.ts';
import { THEME_NAMES } from '../../src/core/theme-name.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('readStickSettings() asks and writes no card when the stick has no settings', () => {
  expect(readStickSettings('absent')).toEqual({
    unattended: false,
    target: 'built-in',
    power: { unknown: 'go-on', unknownForFirmware: 'refuse', waitMs: 600_000 },
  });
});

test('readStickSettings() reads what is set', () => {
  expect(readStickSettings(bytes('unattended = true\ntarget = "sd"\n'))).toMatchObject({
    unattended: true,
    target: 'sd',
  });
  const { power } = readStickSettings(
    bytes('[power]\nunknown = "refuse"\nunknown_for_firmware = "go-on"\nwait_minutes = 0\n'),
  );
  expect(power).toEqual({ unknown: 'refuse', unknownForFirmware: 'go-on', waitMs: 0 });
});

test('readStickSettings() takes a line, on which nobody is at a keyboard', () => {
  expect(readStickSettings(bytes('[line]\n'))).toMatchObject({
    unattended: true,
    line: { end: 'power-off', again: 'say-so', control: 'server' },
  });
  const { line } = readStickSettings(bytes('[line]\nend = "restart"\nagain = "recover"\ncontrol = "none"\n'));
  expect(line).toEqual({ end: 'restart', again: 'recover', control: 'none' });
});

test.for(['de', 'es-419', 'pt-BR', 'zh-Hant', 'tlh'])(
  'readStickSettings() takes the language %s',
  (language) => {
    expect(readStickSettings(bytes(`language = "${language}"\n`)).language).toBe(language);
  },
);

test.for(THEME_NAMES)('readStickSettings() takes the theme %s', (theme) => {
  expect(readStickSettings(bytes(`theme = "${theme}"\n`)).theme).toBe(theme);
});

test.for(['https://help.example.com/recovery/', 'https://help.example.com:8443/r-', 'https://h/'])(
  'readStickSettings() takes the help address %s',
  (helpUrl) => {
    expect(readStickSettings(bytes(`help_url = "${helpUrl}"\n`)).helpUrl).toBe(helpUrl);
  },
);

test.for([
  ['of a server that anybody can pretend to be', 'http://help.example.com/'],
  ['without a scheme', 'help.example.com/'],
  ['without a path, which a code would make another host', 'https://help.example.com'],
  ['with a password', 'https://me:secret@help.example.com/'],
  ['with a question', 'https://help.example.com/?code='],
  ['beyond ASCII', 'https://help.example.com/wiederherstellung/für/'],
  ['with an escape', 'https://help.example.com/\\u001b[2J'],
  ['that is too long for a code', `https://help.example.com/${'a'.repeat(56)}`],
])('readStickSettings() refuses a help address %s', ([, helpUrl]) => {
  expect(() => readStickSettings(bytes(`\nhelp_url = "${helpUrl}"\n`))).toThrow(
    expect.objectContaining({
      code: 'STK-05',
      facts: expect.objectContaining({ line: 2, key: 'help_url' }),
    }),
  );
});

test.for([
  [
    'an unknown setting',
    '# ours\nunattendet = true\n',
    { line: 2, key: 'unattendet', problem: 'unknown setting' },
  ],
  ['a wrong value', 'target = "usb"\n', { line: 1, key: 'target' }],
  ['a language by its name', 'language = "Deutsch"\n', { line: 1, key: 'language' }],
  ['a path for a language', '\nlanguage = "../de"\n', { line: 2, key: 'language' }],
  ['a theme that is not there', 'theme = "pink"\n', { line: 1, key: 'theme' }],
  ['a wrong type', '\n\nunattended = "yes"\n', { line: 3, key: 'unattended' }],
  [
    'an unknown setting of a table',
    'unattended = true\n[power]\nwait = 1\n',
    { line: 3, key: 'power.wait', problem: 'unknown setting' },
  ],
  ['a wrong value in a table', '[power]\nunknown = "ask"\n', { line: 2, key: 'power.unknown' }],
  ['a wait of more than a day', '[power]\nwait_minutes = 1441\n', { line: 2, key: 'power.wait_minutes' }],
  ['a wait of no whole minutes', '\n[power]\nwait_minutes = 0.5\n', { line: 3, key: 'power.wait_minutes' }],
  ['another end of a line', '[line]\nend = "reboot"\n', { line: 2, key: 'line.end' }],
  ['a second plug-in of its own kind', '[line]\n\nagain = "ask"\n', { line: 3, key: 'line.again' }],
  ['something that is not TOML', 'unattended = \n', { line: 1 }],
  ['the same key twice', 'unattended = true\nunattended = false\n', { line: 2 }],
] as const)('readStickSettings() names line and key of %s', ([, text, facts]) => {
  expect(() => readStickSettings(bytes(text))).toThrow(
    expect.objectContaining({
      code: 'STK-05',
      facts: expect.objectContaining({ file: 'rsd.toml', ...facts }),
    }),
  );
});
