import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readReport } from '../../src/report/read-report.ts';
import { MAX_REPORT_BYTES } from '../../src/report/run-report.ts';
import { aReport, failedWith } from './a-report.ts';

const read = (document: unknown): unknown => readReport(Buffer.from(JSON.stringify(document)));

test('readReport() gives a report as it was written', () => {
  for (const report of [aReport(), aReport(failedWith('DSK-06'))]) expect(read(report)).toEqual(report);
});

test('readReport() passes over what a newer agent adds', () => {
  expect(read({ ...aReport(), weather: 'fine' })).toEqual(aReport());
});

test.for([
  ['is longer than any report', Buffer.alloc(MAX_REPORT_BYTES + 1, ' '), 'too-long'],
  ['was cut short', Buffer.from(JSON.stringify(aReport())).subarray(0, 100), 'not-json'],
  ['is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not-json'],
  ['is empty', Buffer.alloc(0), 'not-json'],
  ['is something else', Buffer.from('[1]'), 'malformed'],
  ['is of the version before', Buffer.from('{"version":1,"outcome":"complete"}'), 'other-version'],
  [
    'has a run id that would be a path',
    Buffer.from(JSON.stringify({ ...aReport(), run: '../../x' })),
    'malformed',
  ],
  ['lacks a field', Buffer.from(JSON.stringify({ ...aReport(), steps: undefined })), 'malformed'],
  [
    'has more steps than there are',
    Buffer.from(JSON.stringify({ ...aReport(), steps: Array(1001).fill(aReport().steps[0]) })),
    'malformed',
  ],
  ['ran for less than no time', Buffer.from(JSON.stringify({ ...aReport(), seconds: -1 })), 'malformed'],
] as const)('readReport() says what is wrong with a file that %s', ([, bytes, why]) => {
  expect(readReport(bytes)).toBe(why);
});

test('readReport() never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        expect(['not-json', 'malformed', 'other-version']).toContain(readReport(bytes));
      },
    ),
  );
});
