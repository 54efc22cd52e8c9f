import { expect, test } from 'vitest';
import { runReport } from '../../src/agent/report.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import type { FirmwareOutcome } from '../../src/core/firmware-outcome.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun } from '../../src/core/run-state.ts';
import { readReport } from '../../src/report/read-report.ts';
import { deviceWith } from './device-with.ts';

const RELEASE = {
  id: 'nimbus-1.10.0',
  location: 'local',
  source: 'stick',
  osName: 'Nimbus OS',
  osVersion: '1.10.0',
  authority: 'firmware',
  preambleVersion: 1,
  keySha1: 'ab'.repeat(20),
} as const;
const POLICY = {
  keysFrom: 'recovery-software',
  keys: [{ role: 'root', sha1: 'cd'.repeat(20) }],
  minimumVersion: 0x1_0001,
  minimumKernelVersion: 'unknown',
} as const;
const BECAUSE = { rule: 'version', better: '1.10.0', worse: '1.9.0' } as const;
const OTHERS = [{ id: 'old', source: 'stick', reason: 'a newer version is on the stick' }];
const TARGET = { name: 'nvme0n1', model: 'Fast', serial: 'S1', sizeBytes: 1 << 30 };
const SYSTEM = { keySha1: 'ef'.repeat(20), kernelVersion: 0x1_0002 };
const DEVICE = deviceWith('off');
const FACTS_OF_RUN = {
  run: '5c1f7a52-6b83-4d22-9d55-0d3a5d1f6a10',
  stick: { id: 'unknown', serial: '4C53', port: 'usb 1-2' },
  inventory: {
    memory: 'unknown',
    network: { interfaces: ['eth0 02:00:00:00:00:01', 'wlan0 unknown'] },
  },
} as const;

const UP_TO_WRITE: readonly (readonly [number, AgentEvent])[] = [
  [0, { kind: 'started', agent: '1.2.3', mode: 'unattended' }],
  [10, { kind: 'identified', device: DEVICE }],
  [15, { kind: 'policy', policy: POLICY }],
  [20, { kind: 'chosen', release: RELEASE, because: BECAUSE, why: 'it is the newest', others: OTHERS }],
  [30, { kind: 'target', disk: TARGET }],
  [35, { kind: 'found-system', system: SYSTEM }],
  [40, { kind: 'step-started', step: 'check' }],
  [1040, { kind: 'step-done', step: 'check', bytes: 5000 }],
  [1050, { kind: 'warning', code: 'DSK-13', facts: { disk: 'nvme0n1' } }],
  [1060, { kind: 'disk-state', disk: 'unbootable' }],
  [1100, { kind: 'step-started', step: 'write' }],
  [1200, { kind: 'step-progress', step: 'write', doneBytes: 700, totalBytes: 5000 }],
  [1300, { kind: 'step-retrying', step: 'write', attempt: 1, code: 'DSK-06', facts: {} }],
];
const FACTS = { partition: 'ROOT-A', offsetBytes: 4096, reason: 'write: EIO' };

function stateAfter(events: readonly (readonly [number, AgentEvent])[]): RunState {
  return events.reduce(
    (state, [atMs, event], at) => reduceRun(state, { seq: at + 1, atMs, event }),
    FIRST_RUN_STATE,
  );
}

test('runReport() says what was found, chosen and done, what each step took, and how it failed', () => {
  const failed = { kind: 'failed', step: 'write', code: 'DSK-06', facts: FACTS, disk: 'unbootable' } as const;
  expect(runReport(stateAfter([...UP_TO_WRITE, [2600, failed]]), FACTS_OF_RUN)).toEqual({
    version: 2,
    run: FACTS_OF_RUN.run,
    stick: FACTS_OF_RUN.stick,
    outcome: 'failed',
    disk: 'unbootable',
    failure: { step: 'write', code: 'DSK-06', facts: FACTS },
    agent: '1.2.3',
    mode: 'unattended',
    device: DEVICE,
    macs: [
      { interface: 'eth0', mac: '02:00:00:00:00:01' },
      { interface: 'wlan0', mac: 'unknown' },
    ],
    before: { release: SYSTEM, firmware: 'unknown' },
    after: { release: 'none', firmware: 'unknown' },
    flash: null,
    policy: POLICY,
    release: RELEASE,
    why: 'it is the newest',
    others: OTHERS,
    target: TARGET,
    firmware: null,
    stored: null,
    steps: [
      { name: 'check', status: 'done', seconds: 1, bytes: 5000, retries: 0 },
      { name: 'write', status: 'failed', seconds: 1.5, bytes: 700, retries: 1 },
    ],
    seconds: 2.6,
    warnings: [{ code: 'DSK-13', facts: { disk: 'nvme0n1' } }],
    inventory: FACTS_OF_RUN.inventory,
  });
});

test('runReport() has no failure for a recovery that is complete, and no time for a step that is under way', () => {
  const report = runReport(
    stateAfter([...UP_TO_WRITE, [2000, { kind: 'finished', disk: 'complete' }]]),
    FACTS_OF_RUN,
  );
  expect(report).toMatchObject({ outcome: 'complete', disk: 'complete', failure: null, seconds: 2 });
  expect(report.after.release).toEqual(RELEASE);
  expect(report.steps).toContainEqual({
    name: 'write',
    status: 'running',
    seconds: null,
    bytes: 700,
    retries: 1,
  });
});

test('runReport() is the same after it was written as JSON and read', () => {
  for (const state of [FIRST_RUN_STATE, stateAfter(UP_TO_WRITE)]) {
    const report = runReport(state, FACTS_OF_RUN);
    expect(readReport(new TextEncoder().encode(JSON.stringify(report)))).toEqual(report);
  }
});

test('runReport() says that a disk which was not touched has the system that it had', () => {
  const early = UP_TO_WRITE.filter(([, { kind }]) => kind !== 'disk-state');
  expect(runReport(stateAfter(early), FACTS_OF_RUN).after.release).toBe('unchanged');
});

test('runReport() has the firmware before and after, and how that came about', () => {
  const before = { readOnly: 'Atlas.1', slotA: 'Atlas.2', slotB: 'Atlas.2' };
  const after = { ...before, slotA: 'Atlas.3', slotB: 'Atlas.3' };
  const report = (outcome: FirmwareOutcome) =>
    runReport(stateAfter([[0, { kind: 'firmware', outcome }]]), FACTS_OF_RUN).firmware;
  const updated = {
    result: 'updated',
    scope: 'read-write',
    release: 'a',
    before,
    after,
    saved: 'b',
  } as const;
  expect(report(updated)).toEqual({ before, after, outcome: updated });
  const kept = { result: 'kept', because: 'same', before } as const;
  expect(report(kept)).toEqual({ before, after: before, outcome: kept });
  const facts = { reason: 'no chip' };
  const failed = { result: 'failed', code: 'FWR-09', facts, state: 'unknown', before, saved: null } as const;
  expect(report(failed)).toEqual({ before, after: 'unknown', outcome: failed });
});
