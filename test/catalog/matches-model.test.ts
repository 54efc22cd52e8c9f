import { expect, test } from 'vitest';
import { matchesModel } from '../../src/catalog/matches-model.ts';
import { DEVICE } from './signed-release.ts';

const known = <T>(value: T) => ({ value, from: 'test' });

test.for([
  ['the same hardware ID', [{ hwid: 'ATLAS D25-A2B' }]],
  ['its first word', [{ hwid: 'ATLAS' }]],
  ['a later model of the list', [{ hwid: 'NOCTURNE' }, { hwid: 'ATLAS' }]],
  ['its SKU among others', [{ hwid: 'ATLAS', skus: [1, 3] }]],
  [
    'one entry with its SKU and one without',
    [
      { hwid: 'ATLAS', skus: [1] },
      { hwid: 'ATLAS', skus: [3] },
    ],
  ],
] as const)('matchesModel() takes %s', ([, models]) => {
  expect(matchesModel(models, DEVICE)).toBe(true);
});

test.for([
  ['a part of its first word', [{ hwid: 'ATL' }]],
  ['a part of its second word', [{ hwid: 'ATLAS D25' }]],
  ['more than it has', [{ hwid: 'ATLAS D25-A2B C' }]],
  ['another case', [{ hwid: 'atlas' }]],
  ['a regular expression that would fit', [{ hwid: 'ATLAS.*' }]],
  ['the second word alone', [{ hwid: 'D25-A2B' }]],
  ['another SKU', [{ hwid: 'ATLAS', skus: [1, 2] }]],
  [
    'its SKU under another model',
    [
      { hwid: 'ATLAS', skus: [1] },
      { hwid: 'NOCTURNE', skus: [3] },
    ],
  ],
  ['nothing', []],
] as const)('matchesModel() refuses %s', ([, models]) => {
  expect(matchesModel(models, DEVICE)).toBe(false);
});

test('matchesModel() guesses nothing for a device that does not say what it is', () => {
  expect(matchesModel([{ hwid: 'unknown' }], { ...DEVICE, hwid: 'unknown' })).toBe(false);
  expect(matchesModel([{ hwid: 'ATLAS', skus: [0, 3] }], { ...DEVICE, sku: 'unknown' })).toBe(false);
  expect(matchesModel([{ hwid: 'ATLAS' }], { ...DEVICE, sku: 'unknown' })).toBe(true);
});

test('matchesModel() takes SKU 0 for a SKU', () => {
  expect(matchesModel([{ hwid: 'ATLAS', skus: [0] }], { ...DEVICE, sku: known(0) })).toBe(true);
});
