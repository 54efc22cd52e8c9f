import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunReport } from '../../../src/report/run-report.ts';
import { aReport, deviceCalled, failedWith, runId } from '../../report/a-report.ts';
import { runCommand } from '../run-command.ts';
import { scratch } from '../scratch.ts';

const OTHER_STICK = { id: runId(901), serial: '4C530002', port: 'usb 1-4' };

/** Two netbooks that pass, one that fails twice on the same stick, one that fails and then passes. */
const DAY: readonly Partial<RunReport>[] = [
  { device: deviceCalled('N-001'), seconds: 50 },
  { device: deviceCalled('N-002'), seconds: 70 },
  { device: deviceCalled('N-003'), stick: OTHER_STICK, ...failedWith('DSK-06') },
  { device: deviceCalled('N-003'), stick: OTHER_STICK, ...failedWith('DSK-06') },
  { device: deviceCalled('N-004'), ...failedWith('NET-02') },
  { device: deviceCalled('N-004'), seconds: 90 },
];

function put(folder: string, reports: readonly Partial<RunReport>[]): void {
  for (const [at, change] of reports.entries()) {
    const path = join(folder, `report-${at}.json`);
    writeFileSync(path, JSON.stringify(aReport({ run: runId(at), ...change })));
    utimesSync(path, 1_700_000_000 + at, 1_700_000_000 + at);
  }
}

test('rsd line report says how a line did: what passed, what failed, how long it took, and who failed again', async () => {
  using place = scratch();
  put(place.folder, DAY);
  const { status, out, err } = await runCommand('line', 'report', place.folder);
  expect(err).toBe('');
  expect(status).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "6 runs of 4 devices: 3 passed, 3 failed
    A run that passes takes 70.0 s (p50), 90.0 s (p95)

    Failed with  runs
    DSK-06          2  The internal disk refused a write
    NET-02          1  The recovery server does not answer

    Slowest steps  p50 s  p95 s
    write           40.0   40.0
    check           10.0   10.0

    Repeated failures by serial  failed  runs
    N-003                             2     2  DSK-06

    Repeated failures by stick            failed  runs
    00000000-0000-4000-8000-000000000901       2     2  DSK-06

    Repeated failures by port  failed  runs
    usb 1-4                         2     2  DSK-06

    Devices whose last run failed
    N-003
    "
  `);
});

test('rsd line report --json has the same as one object', async () => {
  using place = scratch();
  put(place.folder, DAY);
  const { out } = await runCommand('line', 'report', place.folder, '--json');
  expect(JSON.parse(out)).toEqual({
    format: 1,
    runs: 6,
    passed: 3,
    failed: 3,
    devices: 4,
    stillFailed: ['N-003'],
    failures: [
      { code: 'DSK-06', runs: 2 },
      { code: 'NET-02', runs: 1 },
    ],
    seconds: { p50: 70, p95: 90 },
    steps: [
      { step: 'write', p50: 40, p95: 40 },
      { step: 'check', p50: 10, p95: 10 },
    ],
    repeated: {
      serial: [{ value: 'N-003', failed: 2, runs: 2, codes: ['DSK-06'] }],
      stick: [{ value: OTHER_STICK.id, failed: 2, runs: 2, codes: ['DSK-06'] }],
      port: [{ value: 'usb 1-4', failed: 2, runs: 2, codes: ['DSK-06'] }],
    },
    doubles: 0,
    passedOver: [],
  });
});

test('rsd line report --csv has a line for each run', async () => {
  using place = scratch();
  put(place.folder, DAY.slice(2, 3));
  const { out } = await runCommand('line', 'report', place.folder, '--csv');
  const [head = '', line = '', end] = out.split('\n');
  expect(end).toBe('');
  const cells = Object.fromEntries(head.split(',').map((name, at) => [name, line.split(',')[at]]));
  expect(cells).toMatchObject({
    arrived: '2023-11-14T22:13:20.000Z',
    serial: 'N-003',
    outcome: 'failed',
    code: 'DSK-06',
    step: 'write',
    release_after: 'none',
    slowest_step: 'write',
    slowest_step_seconds: '40',
    run: runId(0),
  });
});

test('what a device calls itself is no formula and no other cell in a spreadsheet', async () => {
  using place = scratch();
  put(place.folder, [{ device: deviceCalled('=HYPERLINK("x","y")\r\n') }]);
  const { out } = await runCommand('line', 'report', place.folder, '--csv');
  expect(out.split('\n')).toHaveLength(3);
  expect(out).toContain(`"'=HYPERLINK(""x"",""y"")??"`);
});

test('what a device calls itself moves no cursor', async () => {
  using place = scratch();
  const evil = { device: deviceCalled('\u001b[2J'), ...failedWith('DSK-06') };
  put(place.folder, [evil, evil]);
  const { out } = await runCommand('line', 'report', place.folder);
  expect(out).toContain('\\u001b[2J');
  expect(out).not.toContain('\u001b');
});

test('the reports of one run count once', async () => {
  using place = scratch();
  put(place.folder, [{ run: runId(7) }, { run: runId(7) }, { run: runId(8) }]);
  const { out, err } = await runCommand('line', 'report', place.folder);
  expect(out).toContain('2 runs of 1 device: 2 passed');
  expect(err).toContain('1 more report of runs that had one already');
});

test('files that are no reports are named and passed over, uploads that are under way without a word', async () => {
  using place = scratch();
  put(place.folder, [{}]);
  writeFileSync(join(place.folder, 'cut.json'), '{"version":2');
  writeFileSync(join(place.folder, 'old.json'), '{"version":1}');
  writeFileSync(join(place.folder, '.upload.json'), 'half');
  writeFileSync(join(place.folder, 'notes.txt'), 'hello');
  mkdirSync(join(place.folder, 'folder.json'));
  symlinkSync('/etc/passwd', join(place.folder, 'link.json'));
  const { status, out, err } = await runCommand('line', 'report', place.folder);
  expect(out).toContain('1 run of 1 device: 1 passed');
  expect(err.trim().split('\n').toSorted()).toEqual([
    'cut.json was passed over: not-json',
    'folder.json was passed over: no-file',
    'link.json was passed over: no-file',
    'old.json was passed over: other-version',
  ]);
  expect(status).toBe(0);
});

test('an empty folder is a line that has not begun', async () => {
  using place = scratch();
  const { out } = await runCommand('line', 'report', place.folder);
  expect(out).toBe('0 runs of 0 devices: 0 passed, 0 failed\n');
});

test('a folder that is not there is an error that names it', async () => {
  const { status, err } = await runCommand('line', 'report', '/nonexistent');
  expect(status).toBe(10);
  expect(err).toContain('/nonexistent');
});

test('rsd line report counts a second plug-in neither as passed nor as failed', async () => {
  using place = scratch();
  put(place.folder, [...DAY, { device: deviceCalled('N-001'), outcome: 'done-before', disk: 'untouched' }]);
  const { out } = await runCommand('line', 'report', place.folder);
  expect(out).toContain('6 runs of 4 devices: 3 passed, 3 failed\n');
});
