import { expect, test } from 'vitest';
import { exitStatus } from '../../src/agent/exit-status.ts';
import type { DiskState } from '../../src/core/events.ts';
import type { FaultCode } from '../../src/core/fault-catalogue.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun } from '../../src/core/run-state.ts';

const failedWith = (code: FaultCode, disk: DiskState): RunState =>
  reduceRun(FIRST_RUN_STATE, { seq: 1, atMs: 0, event: { kind: 'failed', code, facts: {}, disk } });
const complete = reduceRun(FIRST_RUN_STATE, {
  seq: 1,
  atMs: 0,
  event: { kind: 'finished', disk: 'complete' },
});

const firmwareFailed = reduceRun(complete, {
  seq: 2,
  atMs: 0,
  event: {
    kind: 'firmware',
    outcome: {
      result: 'failed',
      code: 'FWR-09',
      facts: {},
      state: 'one-slot',
      before: { readOnly: '', slotA: '', slotB: '' },
      saved: null,
    },
  },
});

const doneBefore = reduceRun(FIRST_RUN_STATE, { seq: 1, atMs: 0, event: { kind: 'done-before' } });

test.for<[string, RunState, number]>([
  ['a recovery that is complete', complete, 0],
  ['a recovery that did not update the firmware', firmwareFailed, 30],
  ['a device of a line that was done before', doneBefore, 0],
  ['a failure that left the disk untouched', failedWith('IMG-03', 'untouched'), 10],
  ['a failure that left the disk unbootable', failedWith('DSK-06', 'unbootable'), 20],
  ['a failure after everything was written', failedWith('DSK-06', 'complete'), 20],
  ['a defect before the first write', failedWith('BUG-00', 'untouched'), 70],
  ['a defect while writing', failedWith('BUG-00', 'unbootable'), 70],
  ['a run that never ended', FIRST_RUN_STATE, 70],
])('exitStatus() is the one that init decides by for %s', ([, state, status]) => {
  expect(exitStatus(state)).toBe(status);
});
