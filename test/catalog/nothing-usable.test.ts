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

const otherPinned: NotChosen = {
  id: 'atlas-2',
  source: 'stick',
  reason: 'another is set',
  code: 'LIN-03',
  facts: { pinned: 'atlas-1' },
};
const missing: NotChosen = { ...otherPinned, id: 'atlas-1', source: 'shed', code: 'LIN-04' };

test('nothingUsable() says first that the pinned release is missing', () => {
  expect(nothingUsable([otherPinned, old, missing])).toMatchObject({
    code: 'LIN-04',
    facts: { pinned: 'atlas-1', source: 'shed' },
  });
});

test('nothingUsable() says what is wrong with the pinned release, and not that the others are others', () => {
  expect(nothingUsable([otherPinned, old])).toMatchObject({ code: 'SIG-05' });
  expect(nothingUsable([otherPinned])).toMatchObject({ code: 'LIN-03', facts: { pinned: 'atlas-1' } });
});
