import { expect, test } from 'vitest';
import { refuseVersion } from '../../src/signing/refuse-version.ts';
import { faultOf } from '../formats/fault-of.ts';

test.for([0, 1, 65_535])('refuseVersion() has nothing against %i', (version) => {
  expect(faultOf(() => refuseVersion(version, 'version'))).toBe('nothing thrown');
});

test.for([-1, 65_536, 2 ** 32, 2 ** 53, 1.5, Number.NaN, Infinity])(
  'refuseVersion() refuses %s',
  (version) => {
    expect(faultOf(() => refuseVersion(version, 'version'))).toMatchObject({
      code: 'FMT-01',
      facts: { field: 'version' },
    });
  },
);
