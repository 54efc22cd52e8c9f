import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reportName } from '../../src/report/report-name.ts';
import { deviceCalled, runId } from './a-report.ts';

const run = runId(1);

test.for([
  ['N-001', 'N-001'],
  ['5CD 12/34', '5CD_12_34'],
  ['../etc', '_._etc'],
  ['.hidden', '_hidden'],
  ['Müller', 'M_ller'],
] as const)('the report of the device "%s" is called "%s-<run>.json"', ([serial, name]) => {
  expect(reportName({ device: deviceCalled(serial), run })).toBe(`${name}-${run}.json`);
});

test('a device that does not say its serial number is called unknown', () => {
  for (const device of [null, { ...deviceCalled(''), serial: 'unknown' as const }, deviceCalled('')])
    expect(reportName({ device, run })).toBe(`unknown-${run}.json`);
});

test('whatever a device calls itself, its report has a plain name that is not hidden', () => {
  fc.assert(
    fc.property(
      fc.uint16Array({ maxLength: 300 }).map((units) => String.fromCharCode(...units)),
      (serial) => {
        expect(reportName({ device: deviceCalled(serial), run })).toMatch(
          /^[A-Za-z0-9_][A-Za-z0-9._-]{0,140}$/,
        );
      },
    ),
  );
});
