import { expect, test } from 'vitest';
import { readControl } from '../../src/catalog/control.ts';
import { toBytes } from './signed-release.ts';

const PIN = { hwid: 'ATLAS', release: 'atlas-1.9' };

test('readControl() reads what a line is told', () => {
  const control = {
    format: 1,
    pins: [{ ...PIN, skus: [1, 2] }, PIN],
    hold: { reason: 'Falsche Tastaturen in Los 7: Inès fragen' },
    minimumAgent: '0.2',
  };
  expect(readControl(toBytes(control))).toEqual(control);
  expect(readControl(toBytes({ format: 1, pins: [] }))).toEqual({ format: 1, pins: [] });
});

test.for([
  ['an unknown field', { format: 1, pins: [], holds: {} }, 'MAN-02'],
  ['an unknown field of a pin', { format: 1, pins: [{ ...PIN, reelase: 'x' }] }, 'MAN-02'],
  ['another format', { format: 2, pins: [] }, 'MAN-02'],
  ['no pins', { format: 1 }, 'MAN-02'],
  ['a pin to a path', { format: 1, pins: [{ ...PIN, release: '../atlas' }] }, 'MAN-02'],
  ['more pins than any line has', { format: 1, pins: Array.from({ length: 1025 }, () => PIN) }, 'MAN-02'],
  ['a hold without a reason', { format: 1, pins: [], hold: {} }, 'MAN-02'],
  ['a reason that clears the screen', { format: 1, pins: [], hold: { reason: 'a\u001b[2Jb' } }, 'MAN-02'],
  ['a reason that is turned around', { format: 1, pins: [], hold: { reason: 'a\u202eb' } }, 'MAN-02'],
  ['a reason that is no line', { format: 1, pins: [], hold: { reason: 'a\nb' } }, 'MAN-02'],
  ['a reason that nobody would read', { format: 1, pins: [], hold: { reason: 'a'.repeat(201) } }, 'MAN-02'],
  ['an agent that is no version', { format: 1, pins: [], minimumAgent: 'new' }, 'MAN-02'],
  ['a field twice', '{"format":1,"pins":[],"pins":[]}', 'MAN-04'],
  ['no JSON', '{', 'MAN-01'],
  ['more than 64 KiB', ' '.repeat(65_537), 'MAN-03'],
])('readControl() refuses %s', ([, control, code]) => {
  expect(() => readControl(toBytes(control))).toThrow(expect.objectContaining({ code }));
});
