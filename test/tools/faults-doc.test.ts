import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULTS } from '../../src/core/fault-catalogue.ts';
import { faultsDoc } from '../../tools/faults-doc.ts';

test('docs/faults.md is what the catalogue says (npm run docs)', () => {
  expect(readFileSync('docs/faults.md', 'utf8')).toBe(faultsDoc());
});

test('docs/faults.md has every code', () => {
  const doc = faultsDoc();
  expect(Object.keys(FAULTS).filter((code) => !doc.includes(`**${code}: `))).toEqual([]);
});
