import { expect, test } from 'vitest';
import { nothingUsable } from '../../src/catalog/nothing-usable.ts';
import type { NotChosen } from '../../src/core/events.ts';

const model = (hwid: string): NotChosen => ({
  id: hwid,
  source: 'stick',
  reason: 'for another model',
  code: 'SRC-03',
  facts: { hwid },
});
const old: NotChosen = { id: 'old', source: 'stick', reason: 'too old', code: 'SIG-05', facts: {} };

test('nothingUsable() says that there is no recovery data', () => {
  expect(nothingUsable([])).toMatchObject({ code: 'SRC-01', facts: {} });
});

test('nothingUsable() gives the fault of the only release, with its facts', () => {
  expect(nothingUsable([model('ATLAS')])).toMatchObject({ code: 'SRC-03', facts: { hwid: 'ATLAS' } });
});

test('nothingUsable() gives the fault that all releases have in common, with the facts of the first', () => {
  expect(nothingUsable([model('ATLAS'), model('NOCTURNE')])).toMatchObject({
    code: 'SRC-03',
    facts: { hwid: 'ATLAS' },
  });
});

test('nothingUsable() leaves it to the list when the faults differ', () => {
  const facts = { releases: 3, codes: ['SIG-05', 'SRC-03'] };
  expect(nothingUsable([model('ATLAS'), old, old])).toMatchObject({ code: 'SRC-02', facts });
  expect(nothingUsable([old, model('ATLAS'), old])).toMatchObject({ code: 'SRC-02', facts });
});
