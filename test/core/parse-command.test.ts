import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCommand } from '../../src/core/parse-command.ts';

test.for([
  ['{"kind":"cancel"}', { kind: 'cancel' }],
  ['{"kind":"acknowledge"}', { kind: 'acknowledge' }],
  ['{"kind":"key","key":"q"}', { kind: 'key', key: 'q' }],
  [' { "kind" : "key" , "key" : "enter" } \r', { kind: 'key', key: 'enter' }],
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
      fc.pre(!/cancel|acknowledge|key/.test(text));
      expect(parseCommand(text)).toBe('no-command');
    }),
  );
});

test('parseCommand() survives a line that is nested as deep as a line may be', () => {
  expect(parseCommand('['.repeat(4096))).toBe('no-command');
  expect(parseCommand(`{"kind":${'['.repeat(2000)}${']'.repeat(2000)}}`)).toBe('no-command');
});
