import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runLog } from '../../src/host/run-log.ts';
import { LOOP_DEVICES, mounted, said } from './real-devices.ts';
import { refuseOpenHandles } from './refuse-open-handles.ts';

// Real block devices and mounts need root and the loop driver: skipped tests are named at the end of a run.
const noLoops = LOOP_DEVICES === 'missing';

let folder = '';
let stick = '';
let logs = '';
let lost: string[] = [];
const onLost = (errno: string): void => void lost.push(errno);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  stick = join(folder, 'stick');
  logs = join(stick, 'rsd-logs');
  lost = [];
  mkdirSync(stick);
});

afterEach(() => {
  refuseOpenHandles(folder);
  rmSync(folder, { recursive: true });
});

function putRuns(...names: readonly string[]): void {
  mkdirSync(logs, { recursive: true });
  for (const name of names) writeFileSync(join(logs, name), name);
}

/** One run that logs its name and leaves a report. */
async function oneRun(text: string): Promise<void> {
  await using log = await runLog(stick, onLost);
  log.logger.info({ seq: 1 }, text);
  await log.keep('report.json', text);
}

test('runLog() says where log and report are when both are on the stick', async () => {
  await using log = await runLog(stick, onLost);
  expect(await log.keep('report.json', '{}')).toBe('rsd-logs/run-0001.jsonl');
  expect(existsSync(join(stick, 'rsd-logs/run-0001.jsonl'))).toBe(true);
});

test('runLog() never says that a log is on a stick that could not be written', async () => {
  rmSync(stick, { recursive: true });
  await using log = await runLog(stick, onLost);
  expect(await log.keep('report.json', '{}')).toBeNull();
  expect(lost).toEqual(['ENOENT']);
});

const numbered = (from: number, to: number, suffix = 'jsonl'): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `run-${String(from + at).padStart(4, '0')}.${suffix}`);

test('runLog() writes each line at once, as JSON with a time, to the stick and to memory', async () => {
  await using log = await runLog(stick, onLost);
  log.logger.info({ seq: 1, event: { kind: 'started' } }, 'started');
  log.logger.error('line\nfeed');
  const text = readFileSync(join(logs, 'run-0001.jsonl'), 'utf8');
  expect(text).toBe(log.lines.join(''));
  const lines = text.trimEnd().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    {
      level: 30,
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      seq: 1,
      event: { kind: 'started' },
      msg: 'started',
    },
    { level: 50, time: expect.any(String), msg: 'line\nfeed' },
  ]);
  expect(lost).toEqual([]);
});

test('runLog() numbers the runs, and puts the files of a run beside its log', async () => {
  await oneRun('first');
  await oneRun('second');
  expect(readdirSync(logs).toSorted()).toEqual([
    'run-0001.jsonl',
    'run-0001.report.json',
    'run-0002.jsonl',
    'run-0002.report.json',
  ]);
  expect(readFileSync(join(logs, 'run-0002.report.json'), 'utf8')).toBe('second');
  expect(readFileSync(join(logs, 'run-0001.jsonl'), 'utf8')).toContain('first');
});

test('runLog() goes on behind the highest number, also of a run that has only a report', async () => {
  putRuns('run-0003.jsonl', 'run-0007.report.json');
  await oneRun('next');
  expect(readFileSync(join(logs, 'run-0008.jsonl'), 'utf8')).toContain('next');
});

test('runLog() keeps ten runs with this one, and everything that is not its own', async () => {
  const others = ['run-1.jsonl', 'run-0001.txt', 'xrun-0001.jsonl', 'run-0001', 'notes.txt'];
  putRuns(...numbered(1, 12), ...numbered(1, 12, 'report.json'), ...others);
  await oneRun('next');
  expect(readdirSync(logs).toSorted()).toEqual(
    [...numbered(4, 13), ...numbered(4, 13, 'report.json'), ...others].toSorted(),
  );
});

test('runLog() loses no log to what it cannot remove', async () => {
  mkdirSync(join(logs, 'run-0001.jsonl/full'), { recursive: true });
  putRuns(...numbered(2, 12));
  await oneRun('next');
  expect(lost).toEqual([]);
  expect(readdirSync(logs)).toContain('run-0001.jsonl');
  expect(readdirSync(logs).filter((name) => name.endsWith('.jsonl'))).toHaveLength(11);
});

test('runLog() goes on from the number 9999', async () => {
  putRuns('run-9999.jsonl');
  await oneRun('a');
  await oneRun('b');
  expect(readdirSync(logs)).toContain('run-10001.jsonl');
  expect(lost).toEqual([]);
});

test('runLog() tells that the log is lost when somebody has used up the numbers', async () => {
  putRuns('run-999999999.jsonl');
  await oneRun('last');
  expect(lost).toEqual([]);
  await oneRun('none');
  expect(lost).toEqual(['EEXIST']);
  expect(readFileSync(join(logs, 'run-1000000000.jsonl'), 'utf8')).toContain('last');
});

test('runLog() follows no link in the place of its folder', async () => {
  mkdirSync(join(folder, 'internal'));
  for (const target of [join(folder, 'internal'), 'nowhere', 'rsd-logs']) {
    lost = [];
    rmSync(logs, { force: true });
    symlinkSync(target, logs);
    await oneRun('secret');
    expect(lost).toEqual(['ENOTDIR']);
  }
  expect(readdirSync(join(folder, 'internal'))).toEqual([]);
  expect(existsSync(join(stick, 'nowhere'))).toBe(false);
});

test('runLog() follows no link in the place of a log, and removes the link and not its target', async () => {
  mkdirSync(logs);
  writeFileSync(join(folder, 'precious'), 'precious');
  symlinkSync(join(folder, 'precious'), join(logs, 'run-0001.jsonl'));
  symlinkSync(join(folder, 'nowhere'), join(logs, 'run-0002.jsonl'));
  await oneRun('x');
  expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  putRuns(...numbered(4, 12));
  await oneRun('y');
  expect(readdirSync(logs)).not.toContain('run-0001.jsonl');
  expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('precious');
});

test('runLog() writes no report through a link that was put in its place', async () => {
  await using log = await runLog(stick, onLost);
  writeFileSync(join(folder, 'precious'), 'precious');
  symlinkSync(join(folder, 'precious'), join(logs, 'run-0001.report.json'));
  await expect(log.keep('report.json', 'x')).rejects.toMatchObject({ code: 'EEXIST' });
  expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('precious');
});

test.for([
  ['there is no stick', 'ENOENT', () => rmSync(stick, { recursive: true })],
  ['a file is in the place of its folder', 'ENOTDIR', () => writeFileSync(logs, 'file')],
] as const)('runLog() keeps the lines in memory when %s, and says so once', async ([, errno, spoil]) => {
  spoil();
  await using log = await runLog(stick, onLost);
  log.logger.info('one');
  log.logger.info('two');
  await log.keep('report.json', 'x');
  expect(log.lines.map((line) => /"msg":"(\w+)"/.exec(line)?.[1])).toEqual(['one', 'two']);
  expect(lost).toEqual([errno]);
});

test('runLog() remembers the newest 2000 lines', async () => {
  await using log = await runLog(stick, onLost);
  for (let at = 0; at < 2005; at += 1) log.logger.info({ at }, 'x');
  expect(log.lines).toHaveLength(2000);
  expect([log.lines[0], log.lines[1999]]).toEqual([
    expect.stringContaining('"at":5,'),
    expect.stringContaining('"at":2004,'),
  ]);
});

test.skipIf(noLoops)(
  'runLog() goes on in memory when the stick is full, and says so once (tmpfs, root)',
  async () => {
    using _ = mounted('rsd', stick, '-t', 'tmpfs', '-o', 'size=64k');
    const text = 'x'.repeat(1000);
    {
      await using log = await runLog(stick, onLost);
      for (let at = 0; at < 100; at += 1) log.logger.info({ at, text }, 'line');
      expect(lost).toEqual(['ENOSPC']);
      expect(log.lines).toHaveLength(100);
      await expect(log.keep('report.json', text)).rejects.toMatchObject({ code: 'ENOSPC' });
    }
    expect(lost).toEqual(['ENOSPC']);
    expect(lstatSync(join(logs, 'run-0001.jsonl')).size).toBeGreaterThan(32_768);
  },
);

test.skipIf(noLoops)('runLog() says once that the stick is write-protected (root)', async () => {
  const image = join(folder, 'image');
  writeFileSync(image, new Uint8Array(1 << 20));
  said('mkfs.ext4', '-q', image);
  {
    using _ = mounted(image, stick, '-o', 'loop,ro');
    await oneRun('x');
    expect(lost).toEqual(['EROFS']);
  }
  {
    using _ = mounted(image, stick, '-o', 'loop');
    putRuns(...numbered(1, 10));
  }
  using _ = mounted(image, stick, '-o', 'loop,ro');
  await oneRun('x');
  expect(lost).toEqual(['EROFS', 'EROFS']);
  expect(readdirSync(logs).toSorted()).toEqual(numbered(1, 10));
});

test.skipIf(noLoops)('runLog() has everything on the medium when a report was kept (root)', async () => {
  const image = join(folder, 'image');
  writeFileSync(image, new Uint8Array(4 << 20));
  said('mkfs.ext4', '-q', image);
  const pulled = join(folder, 'pulled');
  {
    using _ = mounted(image, stick, '-o', 'loop');
    await using log = await runLog(stick, onLost);
    log.logger.info('the last line');
    await log.keep('report.json', 'the report');
    // What is in the file under the loop device now is all that a stick would have that is pulled out.
    copyFileSync(image, pulled);
  }
  const place = join(folder, 'mounted');
  using _ = mounted(pulled, place, '-o', 'loop');
  expect(readFileSync(join(place, 'rsd-logs/run-0001.jsonl'), 'utf8')).toContain('the last line');
  expect(readFileSync(join(place, 'rsd-logs/run-0001.report.json'), 'utf8')).toBe('the report');
});
