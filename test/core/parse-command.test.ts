import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCommand } from '../../src/core/parse-command.ts';

const JOIN = { kind: 'join', ssid: '61', visibility: 'visible', passphrase: '12345678' } as const;

test.for([
  ['{"kind":"cancel"}', { kind: 'cancel' }],
  ['{"kind":"acknowledge"}', { kind: 'acknowledge' }],
  ['{"kind":"key","key":"q"}', { kind: 'key', key: 'q' }],
  [' { "kind" : "key" , "key" : "enter" } \r', { kind: 'key', key: 'enter' }],
  ['{"kind":"language","language":"de"}', { kind: 'language', language: 'de' }],
  ['{"kind":"language","language":"es-419","x":1}', { kind: 'language', language: 'es-419' }],
  ['{"kind":"language","language":"zh-Hant-TW"}', { kind: 'language', language: 'zh-Hant-TW' }],
  ['{"kind":"power","answer":"go-on","more":1}', { kind: 'power', answer: 'go-on' }],
  ['{"kind":"wifi","answer":{"kind":"rescan"}}', { kind: 'wifi', answer: { kind: 'rescan' } }],
  ['{"kind":"wifi","answer":{"kind":"give-up","ssid":1}}', { kind: 'wifi', answer: { kind: 'give-up' } }],
  [
    '{"kind":"wifi","answer":{"kind":"join","ssid":"4c33","visibility":"visible","passphrase":"12 \\u00fc\\ud83d\\ude00"}}',
    { kind: 'wifi', answer: { kind: 'join', ssid: '4c33', visibility: 'visible', passphrase: '12 ü😀' } },
  ],
  [
    `{"kind":"wifi","answer":{"kind":"join","ssid":"${'ff'.repeat(32)}","visibility":"hidden","passphrase":""}}`,
    {
      kind: 'wifi',
      answer: { kind: 'join', ssid: 'ff'.repeat(32), visibility: 'hidden', passphrase: '' },
    },
  ],
] as const)('parseCommand() reads %s', ([line, command]) => {
  expect(parseCommand(line)).toEqual(command);
});

test('parseCommand() keeps nothing but what the command has', () => {
  const said = '{"kind":"key","key":"a","skip":true,"__proto__":{"delayMs":0}}';
  expect(Object.entries(parseCommand(said))).toEqual([
    ['kind', 'key'],
    ['key', 'a'],
  ]);
});

test.for([
  '',
  ' ',
  'cancel',
  '"cancel"',
  'null',
  '7',
  'true',
  '[]',
  '["cancel"]',
  '[{"kind":"cancel"}]',
  '{}',
  '{"kind":"cancel"',
  '{"kind":"cancel"}{"kind":"cancel"}',
  '{"kind":null}',
  '{"kind":["cancel"]}',
  '{"kind":"Cancel"}',
  '{"kind":"toString"}',
  '{"kind":"skip-delay"}',
  '{"__proto__":{"kind":"cancel"}}',
  '{"kind":"key"}',
  '{"kind":"key","key":null}',
  '{"kind":"key","key":7}',
  '{"kind":"key","key":["a"]}',
  '{"kind":"key","__proto__":{"key":"a"}}',
  `{"kind":"key","key":"${'x'.repeat(33)}"}`,
  '{"kind":"power"}',
  '{"kind":"power","answer":"enough"}',
  '{"kind":"power","answer":{"kind":"go-on"}}',
  '{"kind":"wifi"}',
  '{"kind":"wifi","answer":null}',
  '{"kind":"wifi","answer":"rescan"}',
  '{"kind":"wifi","answer":[]}',
  '{"kind":"wifi","answer":{}}',
  '{"kind":"wifi","answer":{"kind":"join"}}',
  '{"kind":"wifi","answer":{"kind":"stay"}}',
  '{"kind":"rescan"}',
  '{"kind":"language"}',
  '{"kind":"language","language":null}',
  '{"kind":"language","language":["de"]}',
  ...[
    '',
    'DE',
    'de_DE',
    'de-',
    'de-de',
    ' de',
    'de\n',
    'deutsch',
    '../../package',
    'de/../en',
    '__proto__',
    'd'.repeat(4000),
  ].map((language) => JSON.stringify({ kind: 'language', language })),
  ...[
    { ssid: '' },
    { ssid: 'f' },
    { ssid: 'FF' },
    { ssid: 'zz' },
    { ssid: ' 61' },
    { ssid: '61\n' },
    { ssid: '61'.repeat(33) },
    { ssid: 61 },
    { ssid: ['61'] },
    { visibility: '' },
    { visibility: 'open' },
    { visibility: true },
    { passphrase: null },
    { passphrase: 12_345_678 },
    { passphrase: ['12345678'] },
    { passphrase: 'x'.repeat(257) },
  ].map((wrong) => JSON.stringify({ kind: 'wifi', answer: { ...JOIN, ...wrong } })),
])('parseCommand() takes %s for no command', (line) => {
  expect(parseCommand(line)).toBe('no-command');
});

test('parseCommand() takes a key name of 32 characters', () => {
  const key = 'x'.repeat(32);
  expect(parseCommand(JSON.stringify({ kind: 'key', key }))).toEqual({ kind: 'key', key });
});

test('parseCommand() takes nothing for a command that does not say so, and never throws', () => {
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue().map((kind) => JSON.stringify({ kind })),
  );
  fc.assert(
    fc.property(line, (text) => {
      fc.pre(!/cancel|acknowledge|key|wifi|language|power/.test(text));
      expect(parseCommand(text)).toBe('no-command');
    }),
  );
});

test('parseCommand() survives a line that is nested as deep as a line may be', () => {
  expect(parseCommand('['.repeat(4096))).toBe('no-command');
  expect(parseCommand(`{"kind":${'['.repeat(2000)}${']'.repeat(2000)}}`)).toBe('no-command');
});

test('parseCommand() reads every answer that a screen can send, and keeps nothing else of it', () => {
  const hexDigits = fc
    .uint8Array({ minLength: 1, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString('hex'));
  const answer = fc.record({
    kind: fc.constant('join'),
    ssid: hexDigits,
    visibility: fc.constantFrom('visible', 'hidden'),
    passphrase: fc.string({ unit: 'binary', maxLength: 100 }),
  });
  fc.assert(
    fc.property(answer, fc.jsonValue(), (join, more) => {
      const said = JSON.stringify({ kind: 'wifi', answer: { ...join, more }, more });
      expect(parseCommand(said)).toEqual({ kind: 'wifi', answer: join });
    }),
  );
});
