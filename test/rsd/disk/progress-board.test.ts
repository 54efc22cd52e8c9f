import { expect, test } from 'vitest';
import { progressBoard } from '../../../src/rsd/disk/progress-board.ts';
import { progressLine } from '../../../src/rsd/disk/progress-line.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { settingIn } from '../setting-in.ts';

const { signal } = new AbortController();

test('progressLine() has a bar, amounts, speed and the time that is left', () => {
  const progress = { what: 'Writing', doneBytes: 50e6, totalBytes: 200e6, elapsedMs: 2000 };
  expect(progressLine(progress)).toBe(
    'Writing  [#####---------------]   25%  50.0 MB of 200 MB  25.0 MB/s  0:06 left',
  );
});

test('progressLine() guesses no speed in the first moments', () => {
  const progress = { what: 'Writing', doneBytes: 1e6, totalBytes: 2e6, elapsedMs: 100 };
  expect(progressLine(progress)).toBe('Writing  [##########----------]   50%  1.0 MB of 2.0 MB');
});

test('progressLine() is whole where there is nothing to do', () => {
  expect(progressLine({ what: 'Writing', doneBytes: 0, totalBytes: 0, elapsedMs: 0 })).toContain('100%');
});

test('progressBoard() shows one with a bar, several in a line, and times each from its own begin', async () => {
  const clock = new FakeClock();
  const { setting, progress } = settingIn('');
  const board = progressBoard(setting.voice, clock);
  const [one, two] = [board.open('sdb'), board.open('sdc')];
  one.track('Writing', 0, 100e6);
  await clock.sleep(1000, signal);
  one.track('Writing', 10e6, 100e6);
  two.track('Writing', 50e6, 100e6);
  one.track('Reading back', 0, 100e6);
  two.close();
  await clock.sleep(1000, signal);
  one.track('Reading back', 50e6, 100e6);
  expect(progress.slice(1)).toEqual([
    'Writing  [##------------------]   10%  10.0 MB of 100 MB  10.0 MB/s  0:09 left',
    'sdb Writing 10%  |  sdc Writing 50%',
    'sdb Reading back 0%  |  sdc Writing 50%',
    'Reading back  [##########----------]   50%  50.0 MB of 100 MB  50.0 MB/s  0:01 left',
  ]);
});
