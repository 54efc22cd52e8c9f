import { expect, test } from 'vitest';
import { dosTime } from '../../../src/formats/fat/dos-time.ts';
import { faultOf } from '../fault-of.ts';

test.for([
  ['1980-01-01T00:00:00Z', { date: 0x0021, time: 0, hundredths: 0 }],
  ['2026-07-09T13:05:31.250Z', { date: 0x5ce9, time: 0x68af, hundredths: 125 }],
  ['2107-12-31T23:59:59.990Z', { date: 0xff9f, time: 0xbf7d, hundredths: 199 }],
] as const)('dosTime() packs %s', ([moment, packed]) => {
  expect(dosTime(new Date(moment))).toEqual(packed);
});

test.for([['1979-12-31T23:59:59Z'], ['2108-01-01T00:00:00Z'], ['never']] as const)(
  'dosTime() refuses %s',
  ([moment]) => {
    expect(faultOf(() => dosTime(new Date(moment)))).toMatchObject({
      code: 'FMT-01',
      facts: { field: 'time' },
    });
  },
);
