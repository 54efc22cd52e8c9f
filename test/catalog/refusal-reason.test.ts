import { expect, test } from 'vitest';
import { refusalReason } from '../../src/catalog/refusal-reason.ts';

test.for([
  [
    'SRC-03',
    { hwid: 'ATLAS D25', sku: '3', models: ['NOCTURNE', 'EVE (SKU 1)'] },
    'The recovery data is for another model: this is ATLAS D25, SKU 3, and the release is for NOCTURNE, EVE (SKU 1)',
  ],
  [
    'SIG-05',
    { version: '0x00020005', minimum: '0x00030000' },
    'The recovery data is older than this device accepts: its rollback version is 0x00020005, and the minimum is 0x00030000',
  ],
  [
    'MAN-03',
    { file: 'manifest.json', bytes: 65_537, maxBytes: 65_536 },
    'The manifest is too long: manifest.json has 65537 bytes of at most 65536',
  ],
  ['SIG-04', { developerSwitch: 'off' }, 'This is developer data, and the developer switch is off'],
  // What a fact says is never taken for a place where another fact goes.
  ['MAN-02', { field: '{problem}', problem: 'p' }, 'The manifest has a wrong or unknown field: {problem}: p'],
] as const)('refusalReason() says in words what %s means', ([code, facts, words]) => {
  expect(refusalReason(code, facts)).toBe(words);
});
