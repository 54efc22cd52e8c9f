import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '../../src/net/secret.ts';

const TEXT = 'correct horse';
const secret = new Secret(TEXT);

test.for<[how: string, shown: string]>([
  ['String()', String(secret)],
  ['a text that it is joined to', 'the secret is '.concat(String(secret))],
  ['join()', [secret].join(' ')],
  ['JSON', JSON.stringify({ secret })],
  ['inspect()', inspect({ secret }, { depth: 9, showHidden: true })],
  ['an error with it as its cause', inspect(new Error('x', { cause: { secret } }))],
  ['a copy', inspect(Object.assign({}, secret))],
  ['a clone', inspect(structuredClone(secret))],
])('Secret is not shown by %s', ([, shown]) => {
  expect(shown).not.toContain(TEXT);
});

test('Secret gives its text to whom asks for it, and says to everybody else that it is one', () => {
  expect(secret.reveal()).toBe(TEXT);
  expect([String(secret), JSON.stringify([secret]), inspect(secret)]).toEqual([
    '[secret]',
    '["[secret]"]',
    '[secret]',
  ]);
});
