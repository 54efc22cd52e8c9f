import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { NamedServers } from '../../src/agent/recovery-ports.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import { Fault } from '../../src/core/faults.ts';
import { stickSource } from '../../src/host/stick-source.ts';
import { GOOD, type RecoveryBench, recoveryBench } from './recovery-bench.ts';
import { putControl, signedControl } from './signed-control.ts';

const OLD = 'nimbus-1.9.2';
/** Two releases, the newer of which goes first when nothing is pinned. */
const BOTH = await recoveryBench();
await BOTH.add({});
await BOTH.add({ id: OLD, osVersion: '1.9.2' });
afterAll(() => BOTH[Symbol.asyncDispose]());

const REASON = 'Wrong keyboards in lot 7';
const PIN_OLD = { pins: [{ hwid: 'NIMBUS', release: OLD }] };

/** A server that has the tree of a bench. */
function serverOf(bench: RecoveryBench): NamedServers {
  const files = stickSource(bench.stick);
  return {
    connect: async () => ({
      source: {
        ...files,
        label: 'shed',
        location: 'network',
        [Symbol.asyncDispose]: async () => undefined,
      },
      keep: 'nothing',
    }),
  };
}

function chosen({ events }: RecoveryBench): string | undefined {
  return events.findLast((event) => event.kind === 'chosen')?.release.id;
}

function steps({ events }: RecoveryBench): readonly string[] {
  return events.flatMap((event) => (event.kind === 'step-started' ? [event.step] : []));
}

/** Does something when the run is put on hold. */
function onHold(bench: RecoveryBench, work: () => unknown): void {
  bench.onEvent = (event: AgentEvent) => (event.kind === 'hold' ? work() : undefined);
}

test('recover() takes the release that the tree on the stick pins, though another is newer', async () => {
  await using bench = await recoveryBench(BOTH.stick);
  putControl(bench.stick, signedControl(PIN_OLD));
  expect(await bench.run()).toBe('recovered');
  expect(chosen(bench)).toBe(OLD);
  const others = bench.events.find((event) => event.kind === 'chosen')?.others;
  expect(others).toMatchObject([{ id: GOOD.id, code: 'LIN-03', facts: { pinned: OLD } }]);
});

test('recover() takes the release that a server pins', async () => {
  await using shed = await recoveryBench(BOTH.stick);
  putControl(shed.stick, signedControl(PIN_OLD));
  await using bench = await recoveryBench();
  bench.servers = serverOf(shed);
  expect(await bench.run()).toBe('recovered');
  expect(chosen(bench)).toBe(OLD);
});

test('recover() says that a pinned release is nowhere, and writes nothing', async () => {
  await using shed = await recoveryBench(BOTH.stick);
  putControl(shed.stick, signedControl({ pins: [{ hwid: 'NIMBUS', release: 'nimbus-3' }] }));
  await using bench = await recoveryBench();
  bench.servers = serverOf(shed);
  expect(await bench.run()).toMatchObject({
    step: 'choose',
    cause: { code: 'LIN-04', facts: { pinned: 'nimbus-3', source: 'shed' } },
  });
  expect(bench.untouched).toBe(true);
});

test('recover() obeys no server while the stick has what it needs, where this is no line', async () => {
  await using shed = await recoveryBench(BOTH.stick);
  putControl(shed.stick, signedControl({ ...PIN_OLD, hold: { reason: REASON } }));
  await using bench = await recoveryBench(BOTH.stick);
  bench.servers = serverOf(shed);
  expect(await bench.run()).toBe('recovered');
  expect(chosen(bench)).toBe(GOOD.id);
});

test('recover() asks the server first on a line, and what that pins counts for the stick', async () => {
  await using shed = await recoveryBench();
  putControl(shed.stick, signedControl(PIN_OLD));
  await using bench = await recoveryBench(BOTH.stick);
  bench.servers = serverOf(shed);
  bench.control = 'asked-first';
  expect(await bench.run()).toBe('recovered');
  expect(chosen(bench)).toBe(OLD);
  expect(bench.events.find((event) => event.kind === 'chosen')?.release.location).toBe('local');
  expect(steps(bench).slice(0, 4)).toEqual(['identify', 'find', 'connect', 'choose']);
});

test('recover() fetches on a line what the server pins and the stick does not have', async () => {
  await using shed = await recoveryBench(BOTH.stick);
  putControl(shed.stick, signedControl(PIN_OLD));
  await using bench = await recoveryBench();
  await bench.add({});
  bench.servers = serverOf(shed);
  bench.control = 'asked-first';
  expect(await bench.run()).toBe('recovered');
  expect(chosen(bench)).toBe(OLD);
});

test('recover() fails on a line whose server cannot be asked: a hold must not be overrun', async () => {
  await using bench = await recoveryBench(BOTH.stick);
  bench.servers = {
    connect: async () => {
      throw new Fault('NET-02', { host: 'shed' });
    },
  };
  bench.control = 'asked-first';
  expect(await bench.run()).toMatchObject({ step: 'connect', cause: { code: 'NET-02' } });
  expect(bench.untouched).toBe(true);
});

test('recover() goes on without a server on a line that names none', async () => {
  await using bench = await recoveryBench(BOTH.stick);
  bench.control = 'asked-first';
  expect(await bench.run()).toBe('recovered');
});

test('recover() waits while the line is on hold, and goes on by itself when it is lifted', async () => {
  await using shed = await recoveryBench();
  putControl(shed.stick, signedControl({ hold: { reason: REASON } }));
  await using bench = await recoveryBench(BOTH.stick);
  bench.servers = serverOf(shed);
  bench.control = 'asked-first';
  let askedAtHold: readonly string[] = ['not yet'];
  onHold(bench, () => {
    askedAtHold = [...bench.asked];
    putControl(shed.stick, signedControl({}));
  });
  expect(await bench.run()).toBe('recovered');
  expect(askedAtHold).toEqual([]);
  const holds = bench.events.filter(({ kind }) => kind === 'hold' || kind === 'hold-over');
  expect(holds).toEqual([{ kind: 'hold', hold: { reason: REASON, source: 'shed' } }, { kind: 'hold-over' }]);
  expect(bench.clock.nowMs()).toBeGreaterThanOrEqual(30_000);
});

test('recover() tells of a hold once, and again when its reason changes', async () => {
  await using bench = await recoveryBench(BOTH.stick);
  putControl(bench.stick, signedControl({ hold: { reason: REASON } }));
  const reasons: string[] = [];
  bench.onEvent = (event) => {
    if (event.kind !== 'hold') return;
    reasons.push(event.hold.reason);
    const next = reasons.length === 1 ? { hold: { reason: 'Lunch' } } : {};
    putControl(bench.stick, signedControl(next));
  };
  expect(await bench.run()).toBe('recovered');
  expect(reasons).toEqual([REASON, 'Lunch']);
});

test('recover() on hold can be stopped', async () => {
  await using bench = await recoveryBench(BOTH.stick);
  putControl(bench.stick, signedControl({ hold: { reason: REASON } }));
  onHold(bench, () => bench.stop.abort(new Fault('AGT-02', { by: 'the person at the screen' })));
  expect(await bench.run()).toMatchObject({ step: 'find', cause: { code: 'AGT-02' } });
  expect(bench.untouched).toBe(true);
});

test('recover() on hold says when the stick is pulled', async () => {
  await using bench = await recoveryBench(BOTH.stick);
  putControl(bench.stick, signedControl({ hold: { reason: REASON } }));
  onHold(bench, () => {
    bench.stickIsThere = async () => false;
  });
  expect(await bench.run()).toMatchObject({ cause: { code: 'STK-03' } });
});

test('recover() writes nothing when the line needs a newer agent', async () => {
  await using bench = await recoveryBench(BOTH.stick);
  putControl(bench.stick, signedControl({ minimumAgent: '99.1' }));
  expect(await bench.run()).toMatchObject({
    cause: { code: 'LIN-05', facts: { agent: '0.1.0', minimumAgent: '99.1' } },
  });
  expect(bench.untouched).toBe(true);
});

test.for([
  ['whose signature is missing', (tree: string) => rm(join(tree, 'control.vblock'))],
  ['that nobody signed', (tree: string) => writeFile(join(tree, 'control.json'), '{"format":1, "pins":[]}')],
  ['that is too long', (tree: string) => writeFile(join(tree, 'control.json'), ' '.repeat(65_537))],
] as const)('recover() never passes over a control file %s', async ([, spoil]) => {
  await using bench = await recoveryBench(BOTH.stick);
  putControl(bench.stick, signedControl({}));
  await spoil(join(bench.stick, 'recovery'));
  expect(await bench.run()).toMatchObject({ step: 'find', cause: { code: 'LIN-02' } });
  expect(bench.untouched).toBe(true);
});

test('recover() reads a control file again that is being replaced', async () => {
  await using bench = await recoveryBench(BOTH.stick);
  putControl(bench.stick, signedControl(PIN_OLD));
  const [before, after] = [signedControl({}), signedControl(PIN_OLD)];
  let reads = 0;
  bench.source = {
    ...bench.source,
    readTop: async (file) => {
      reads += 1;
      if (file === 'control.json') return after.control;
      return reads < 3 ? before.vblock : after.vblock;
    },
  };
  expect(await bench.run()).toBe('recovered');
  expect(chosen(bench)).toBe(OLD);
  expect(reads).toBe(4);
});
