import { expect, test } from 'vitest';
import { quoted } from '../../src/net/quoted.ts';

test('quoted() leaves nothing that could move a cursor or turn the direction of writing', () => {
  expect(quoted('no \u001b[2J such\r\nfile \u202e\u0085 é')).toBe('no ?[2J such??file ?? ?');
});

test('quoted() cuts what is too long', () => {
  expect(quoted('x'.repeat(160))).toBe('x'.repeat(160));
  expect(quoted('x'.repeat(161))).toBe(`${'x'.repeat(160)}...`);
});
