import { expect, test } from 'vitest';
import { toldOfStick } from '../../src/agent/told-of-stick.ts';
import { Fault } from '../../src/core/faults.ts';

const MISSING = new Fault('IMG-01', { file: 'rootfs.img' });

test.for(['STK-01', 'STK-02', 'SRC-01', 'SRC-02'] as const)(
  'toldOfStick() says that the stick was pulled where %s is what came of it',
  (code) => {
    const fault = new Fault(code, { seen: 1 });
    const told = toldOfStick(fault, 'gone');
    expect(told).toMatchObject({ code: 'STK-03', facts: { seen: 1 }, cause: fault });
  },
);

test('toldOfStick() blames no image that could not be read because the stick was pulled', () => {
  expect(toldOfStick(MISSING, 'gone').code).toBe('STK-03');
});

test('toldOfStick() leaves every fault as it is while the stick is there', () => {
  expect(toldOfStick(MISSING, 'there')).toBe(MISSING);
});

test.for(['AGT-02', 'NET-02', 'DEV-01', 'SIG-07'] as const)(
  'toldOfStick() leaves %s, which has nothing to do with the stick',
  (code) => {
    const fault = new Fault(code, {});
    expect(toldOfStick(fault, 'gone')).toBe(fault);
  },
);
