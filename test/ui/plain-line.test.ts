import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StampedEvent } from '../../src/core/events.ts';
import { FIRST_RUN_STATE, reduceRun } from '../../src/core/run-state.ts';
import { plainLines } from '../../src/ui/plain-line.ts';
import { arbitraryRun } from './arbitrary-run.ts';
import { type RunName, recordedRun } from './recorded-run.ts';

const RUN_NAMES: readonly RunName[] = [
  'complete-from-stick',
  'complete-unattended',
  'developer-delay',
  'failed-untouched',
  'failed-unbootable',
  'hostile',
];

function linesOf(run: readonly StampedEvent[]): readonly string[] {
  let state = FIRST_RUN_STATE;
  return run.flatMap((event) => {
    const lines = plainLines(event, state);
    state = reduceRun(state, event);
    return lines;
  });
}

test.for(RUN_NAMES)('plainLines() tells the run "%s" as it did', async (name) => {
  const lines = linesOf(recordedRun(name)).map((line) => `${line}\n`);
  await expect(lines.join('')).toMatchFileSnapshot(`../golden/screens/plain-${name}.txt`);
});

test('plainLines() tells of progress every 10 percent at most', () => {
  const lines = linesOf(recordedRun('complete-from-stick'));
  const percents = lines.flatMap((line) => /^Writing .*: (\d+) percent\.$/.exec(line)?.[1] ?? []);
  expect(percents).toEqual(
    ['10', '20', '30', '40', '50', '60', '70', '80', '90', '100'].slice(0, percents.length),
  );
  expect(percents.length).toBeGreaterThan(8);
});

test('plainLines() has no control characters in its lines, whatever the agent says', () => {
  fc.assert(
    fc.property(arbitraryRun, (run) => {
      expect(linesOf(run).filter((line) => /[\p{C}\p{M}\p{Zl}\p{Zp}]/u.test(line))).toEqual([]);
    }),
  );
});

test('plainLines() says what became of the disk in every failure', () => {
  const state = linesOf(recordedRun('failed-unbootable'));
  expect(state).toContain('Your device cannot start from its disk until a recovery succeeds.');
  expect(linesOf(recordedRun('failed-untouched'))).toContain('Your disk has not been touched.');
});
