import { expect, test } from 'vitest';
import { type Assessed, assess } from '../../src/catalog/assess.ts';
import type { Control } from '../../src/catalog/control.ts';
import { missingPin } from '../../src/catalog/missing-pin.ts';
import { onlyPinned } from '../../src/catalog/only-pinned.ts';
import { pinFor } from '../../src/catalog/pin-for.ts';
import { candidateOf, DEVICE, MANIFEST, policyFor } from './signed-release.ts';

const SHED = { label: 'shed', location: 'network' } as const;
const OLD = { hwid: 'ATLAS', release: 'atlas-1.8' };
const NEW = { hwid: 'ATLAS', release: 'atlas-1.9' };

function candidates(...ids: readonly string[]): readonly Assessed[] {
  return ids.map((id) => assess(candidateOf({ ...MANIFEST, id }, { id }), policyFor()));
}

function control(...pins: Control['pins']): Control {
  return { format: 1, pins };
}

test('pinFor() takes the first pin that matches the device, by model and SKU', () => {
  expect(pinFor('none', DEVICE)).toBe('none');
  expect(pinFor(control({ ...OLD, hwid: 'NOCTURNE' }), DEVICE)).toBe('none');
  expect(pinFor(control({ ...OLD, skus: [4] }, NEW, OLD), DEVICE)).toBe(NEW);
  expect(pinFor(control({ ...OLD, skus: [3] }, NEW), DEVICE)).toMatchObject({ release: OLD.release });
  expect(pinFor(control({ ...OLD, skus: [3] }), { ...DEVICE, sku: 'unknown' })).toBe('none');
});

test('onlyPinned() refuses every release but the pinned one, and says which that is', () => {
  const [old, recent] = onlyPinned(candidates('atlas-1.8', 'atlas-1.9'), OLD);
  expect(old?.kind).toBe('usable');
  expect(recent).toMatchObject({ id: 'atlas-1.9', code: 'LIN-03', facts: { pinned: 'atlas-1.8' } });
});

test('onlyPinned() leaves alone what was refused before, and everything where nothing is pinned', () => {
  const found: readonly Assessed[] = [
    ...candidates('atlas-1.9'),
    { kind: 'refused', id: 'x', source: 'shed', location: 'network', code: 'SIG-03', facts: {} },
  ];
  expect(onlyPinned(found, 'none')).toBe(found);
  expect(onlyPinned(found, OLD)[1]).toBe(found[1]);
});

test('missingPin() tells of a pinned release that is nowhere, and of no other', () => {
  expect(missingPin(candidates('atlas-1.9'), 'none', SHED)).toEqual([]);
  expect(missingPin(candidates('atlas-1.9'), NEW, SHED)).toEqual([]);
  expect(missingPin(candidates('atlas-1.9'), OLD, SHED)).toEqual([
    {
      kind: 'refused',
      id: 'atlas-1.8',
      source: 'shed',
      location: 'network',
      code: 'LIN-04',
      facts: { pinned: 'atlas-1.8', source: 'shed' },
    },
  ]);
});
