import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { exitStatus } from '../../src/agent/exit-status.ts';
import type { NetworkSource } from '../../src/agent/recovery-ports.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import { Fault } from '../../src/core/faults.ts';
import type { FirmwareOutcome } from '../../src/core/firmware-outcome.ts';
import type { PowerFacts } from '../../src/core/power-facts.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun } from '../../src/core/run-state.ts';
import { findFmap } from '../../src/formats/fmap/find-fmap.ts';
import { stickSource } from '../../src/host/stick-source.ts';
import { type FlashSpec, makeFlash } from '../../src/simulate/make-flash.ts';
import { FakeFlash } from '../fakes/fake-flash.ts';
import { flashSpec } from '../firmware/flash-spec.ts';
import { GOOD, MAKER, type RecoveryBench, ROOT, recoveryBench } from './recovery-bench.ts';
import { flipAt } from './spoil.ts';

const HWID = 'NIMBUS A2B-C3D';
const OLD = image({ hwid: HWID, readWriteId: 'Google_Nimbus.15117.112.0' });
const NEW_VERSION = '15117.130.0';
const NEW = image({
  readWriteId: `Google_Nimbus.${NEW_VERSION}`,
  readOnlyId: `Google_Nimbus.${NEW_VERSION}`,
});
const BEFORE = {
  readOnly: 'Google_Nimbus.15117.100.0',
  slotA: 'Google_Nimbus.15117.112.0',
  slotB: 'Google_Nimbus.15117.112.0',
};
const AFTER = { ...BEFORE, slotA: `Google_Nimbus.${NEW_VERSION}`, slotB: `Google_Nimbus.${NEW_VERSION}` };

/** A stick whose one release has firmware. */
const WITH_FIRMWARE = await recoveryBench();
await WITH_FIRMWARE.add({ firmware: { image: NEW, version: NEW_VERSION } });
afterAll(() => WITH_FIRMWARE[Symbol.asyncDispose]());

function image(change: Partial<FlashSpec>): Uint8Array {
  return makeFlash(flashSpec({ root: ROOT, keys: MAKER, ...change }));
}

/** A device with a chip, and a copy of that stick. */
async function netbook(): Promise<RecoveryBench & { readonly flash: FakeFlash }> {
  const bench = await recoveryBench(WITH_FIRMWARE.stick);
  return Object.assign(bench, { flash: new FakeFlash(OLD) });
}

function outcome({ events }: RecoveryBench): FirmwareOutcome | 'none' {
  const told = events.filter((event) => event.kind === 'firmware');
  expect(told.length).toBeLessThan(2);
  return told[0]?.outcome ?? 'none';
}

function steps({ events }: RecoveryBench): string[] {
  return events.flatMap((event) => (event.kind === 'step-started' ? [event.step] : []));
}

function stateOf(events: readonly AgentEvent[]): RunState {
  return events.map((event, at) => ({ seq: at + 1, atMs: at, event })).reduce(reduceRun, FIRST_RUN_STATE);
}

function area(bytes: Uint8Array, name: string): Uint8Array {
  const found = findFmap(bytes).fmap.areas.find((one) => one.name === name);
  return bytes.subarray(found?.offsetBytes, (found?.offsetBytes ?? 0) + (found?.sizeBytes ?? 0));
}

test('recover() writes the firmware of the release when the new system was read back', async () => {
  await using bench = await netbook();
  expect(await bench.run()).toBe('recovered');
  expect(steps(bench).slice(-5)).toEqual(['write', 'read-back', 'firmware', 'stateful', 'make-bootable']);
  expect(outcome(bench)).toEqual({
    result: 'updated',
    scope: 'read-write',
    release: GOOD.id,
    before: BEFORE,
    after: AFTER,
    saved: expect.stringMatching(/^firmware-backup\/NIMBUS_A2B-C3D-[0-9a-f]{16}\.bin$/),
  });
  expect(area(bench.flash.bytes, 'RW_SECTION_B')).toEqual(area(NEW, 'RW_SECTION_B'));
  expect(area(bench.flash.bytes, 'WP_RO')).toEqual(area(OLD, 'WP_RO'));
  expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'step-progress', step: 'firmware' }));
});

test('recover() keeps the old firmware on the stick before a byte of it is lost', async () => {
  await using bench = await netbook();
  const { flash } = bench;
  const write = flash.write.bind(flash);
  let saved: Uint8Array | undefined;
  flash.write = async (...what) => {
    const [name = ''] = await readdir(join(bench.stick, 'firmware-backup'));
    saved ??= await readFile(join(bench.stick, 'firmware-backup', name));
    return await write(...what);
  };
  expect(await bench.run()).toBe('recovered');
  expect(Buffer.compare(saved ?? new Uint8Array(), OLD)).toBe(0);
});

test('recover() has no step for a release without firmware', async () => {
  await using bench = await netbook();
  await rm(bench.file('manifest.json', GOOD.id));
  await bench.add({});
  expect(await bench.run()).toBe('recovered');
  expect(steps(bench)).not.toContain('firmware');
  expect(outcome(bench)).toEqual({ result: 'kept', because: 'none', before: BEFORE });
});

test('recover() writes nothing where the firmware is that of the release already', async () => {
  await using bench = await netbook();
  expect(await bench.run()).toBe('recovered');
  await using again = Object.assign(await recoveryBench(WITH_FIRMWARE.stick), {
    flash: new FakeFlash(bench.flash.bytes),
  });
  expect(await again.run()).toBe('recovered');
  expect(outcome(again)).toEqual({ result: 'kept', because: 'same', before: AFTER });
  expect(again.flash.writes).toEqual([]);
});

test.for<[string, (bench: RecoveryBench) => unknown, object]>([
  ['is missing', (bench) => rm(bench.file('firmware.bin')), { code: 'IMG-01' }],
  [
    'is cut short',
    (bench) => bench.edit('firmware.bin', (bytes) => bytes.subarray(0, -1)),
    { code: 'IMG-02' },
  ],
  ['was changed', (bench) => bench.edit('firmware.bin', flipAt(0x21_0000)), { code: 'IMG-03' }],
  [
    'is for another model',
    (bench) => firmwareInstead(bench, image({ readWriteId: 'Google_Cirrus.15117.130.0' })),
    { code: 'FWR-02' },
  ],
  [
    'is of another version than its manifest says',
    (bench) => firmwareInstead(bench, image({ readWriteId: 'Google_Nimbus.15117.131.0' })),
    { code: 'MAN-02' },
  ],
  [
    'is below the rollback minimum',
    (bench) => (bench.policy = { minimumFirmwareVersion: 0x1_0002 }),
    { code: 'FWR-06' },
  ],
])('recover() recovers, and keeps the firmware, where the new one %s', async ([, spoil, fault]) => {
  await using bench = await netbook();
  await spoil(bench);
  // The release itself is from another time than its firmware.
  if ('minimumFirmwareVersion' in bench.policy) await bench.add({ version: 2, firmware: FIRMWARE });
  expect(await bench.run()).toBe('recovered');
  expect(outcome(bench)).toMatchObject({ result: 'kept', because: 'refused', before: BEFORE, ...fault });
  expect(bench.flash.writes).toEqual([]);
  expect(steps(bench)).not.toContain('firmware');
  expect(exitStatus(ended(bench))).toBe(0);
});

const FIRMWARE = { image: NEW, version: NEW_VERSION };

function firmwareInstead(bench: RecoveryBench, bytes: Uint8Array): Promise<void> {
  return bench.add({ firmware: { image: bytes, version: NEW_VERSION } });
}

function ended({ events }: RecoveryBench): RunState {
  return stateOf([...events, { kind: 'finished', disk: 'complete' }]);
}

test('recover() leaves the disk alone where the stick is pulled while the firmware is read', async () => {
  await using bench = await netbook();
  const files = stickSource(bench.stick);
  bench.source = {
    ...files,
    async openPayload(id, file, stop) {
      if (file !== 'firmware.bin') return await files.openPayload(id, file, stop);
      bench.stickIsThere = async () => false;
      throw new Fault('STK-02', { file, errno: 'EIO' });
    },
  };
  expect(await bench.run()).toMatchObject({ step: 'check', cause: { code: 'STK-02' } });
  expect(outcome(bench)).toBe('none');
  expect(steps(bench)).not.toContain('prepare');
});

test('recover() leaves the disk alone where the server is lost while the firmware is read', async () => {
  await using bench = Object.assign(await recoveryBench(), { flash: new FakeFlash(OLD) });
  const files = stickSource(WITH_FIRMWARE.stick);
  const source: NetworkSource['source'] = {
    ...files,
    location: 'network',
    async openPayload(id, file, stop) {
      if (file !== 'firmware.bin') return await files.openPayload(id, file, stop);
      throw new Fault('NET-03', { host: 'shed.example' });
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  bench.servers = { connect: async () => ({ source, keep: 'nothing' }) };
  expect(await bench.run()).toMatchObject({ step: 'check', cause: { code: 'NET-03' } });
  expect(outcome(bench)).toBe('none');
  expect(steps(bench)).not.toContain('prepare');
});

test('recover() takes the next best firmware where the best is damaged, and says so', async () => {
  await using bench = await netbook();
  const worse = { image: image({ readWriteId: 'Google_Nimbus.15117.120.0' }), version: '15117.120.0' };
  await bench.add({ id: 'nimbus-1.9.2', osVersion: '1.9.2', firmware: worse });
  await bench.edit('firmware.bin', flipAt(0x21_0000));
  expect(await bench.run()).toBe('recovered');
  expect(outcome(bench)).toMatchObject({ result: 'updated', release: 'nimbus-1.9.2' });
  expect(bench.events).toContainEqual({
    kind: 'warning',
    code: 'IMG-03',
    facts: { file: 'firmware.bin', offsetBytes: 0, release: GOOD.id },
  });
});

test('recover() recovers where the chip does not answer, and says that it kept the firmware', async () => {
  await using bench = await netbook();
  const dead = () => Promise.reject(new Fault('FWR-01', { programmer: 'internal', reason: 'no chip' }));
  Object.assign(bench, { flash: { readMap: dead, read: dead, readAll: dead, write: dead } });
  expect(await bench.run()).toBe('recovered');
  expect(outcome(bench)).toEqual({
    result: 'kept',
    because: 'flash-unreadable',
    before: 'unknown',
    code: 'FWR-01',
    facts: { programmer: 'internal', reason: 'no chip' },
  });
});

test('recover() keeps the firmware where the old one cannot be saved', async () => {
  await using bench = await netbook();
  await writeFile(join(bench.stick, 'firmware-backup'), 'a file in its place');
  expect(await bench.run()).toBe('recovered');
  expect(outcome(bench)).toMatchObject({ result: 'kept', because: 'not-saved', code: 'FWR-08' });
  expect(bench.flash.writes).toEqual([]);
});

test('recover() makes the disk bootable where flashrom fails half-way, and ends with status 30', async () => {
  await using bench = await netbook();
  bench.flash.badBlock = 0x20_0000;
  const remembered: string[] = [];
  bench.memory = {
    knows: async () => 'new',
    remember: async (_, { digest }) => void remembered.push(digest),
  };
  expect(await bench.run()).toBe('recovered');
  expect(remembered).toEqual([]);
  expect(outcome(bench)).toMatchObject({
    result: 'failed',
    code: 'FWR-09',
    state: 'one-slot',
    before: BEFORE,
  });
  expect(steps(bench).slice(-3)).toEqual(['firmware', 'stateful', 'make-bootable']);
  const state = ended(bench);
  expect(state.steps.find(({ name }) => name === 'firmware')?.status).toBe('failed');
  expect([state.outcome, state.disk, exitStatus(state)]).toEqual(['complete', 'complete', 30]);
});

const LOW: PowerFacts = { charger: 'not-plugged-in', battery: { chargePercent: 20 } };
const PLUGGED_IN: PowerFacts = { ...LOW, charger: 'plugged-in' };

test.for(['attended', 'unattended'] as const)(
  'recover() keeps the firmware, %s, on a battery that is enough for the disk only',
  async (presence) => {
    await using bench = await netbook();
    bench.person = { ...bench.person, presence };
    bench.power = { facts: async () => LOW };
    expect(await bench.run()).toBe('recovered');
    expect(outcome(bench)).toMatchObject({
      result: 'kept',
      because: 'power',
      code: 'PWR-01',
      facts: { chargePercent: 20, neededPercent: 30 },
    });
    expect(bench.clock.nowMs()).toBeGreaterThanOrEqual(bench.powerRules.waitMs);
    expect(bench.flash.writes).toEqual([]);
  },
);

test('recover() says that one slot starts where the charger was pulled between the two', async () => {
  await using bench = await netbook();
  bench.power = { facts: async () => (bench.flash.writes.length === 0 ? PLUGGED_IN : LOW) };
  expect(await bench.run()).toBe('recovered');
  expect(outcome(bench)).toMatchObject({ result: 'failed', code: 'PWR-01', state: 'one-slot' });
  expect(bench.flash.writes).toHaveLength(1);
});

test.for<['refuse' | 'go-on', object]>([
  ['refuse', { result: 'kept', because: 'power', code: 'PWR-02' }],
  ['go-on', { result: 'updated' }],
])('recover() follows unknown_for_firmware = "%s" where nobody can tell', async ([setting, ending]) => {
  await using bench = await netbook();
  bench.power = { facts: async () => ({ charger: 'unknown', battery: 'unknown' }) };
  bench.powerRules = { unknown: 'go-on', unknownForFirmware: setting, waitMs: 60_000 };
  expect(await bench.run()).toBe('recovered');
  expect(outcome(bench)).toMatchObject(ending);
});

test('a stop while the firmware is written waits for the part that is being written', async () => {
  await using bench = await netbook();
  const { flash } = bench;
  const write = flash.write.bind(flash);
  flash.write = async (...what) => {
    bench.stop.abort(new Fault('AGT-02', { by: 'SIGINT' }));
    return await write(...what);
  };
  expect(await bench.run()).toMatchObject({ step: 'stateful', cause: { code: 'AGT-02' } });
  expect(outcome(bench)).toMatchObject({ result: 'failed', code: 'AGT-02', state: 'one-slot' });
  expect(flash.writes).toHaveLength(1);
  expect(area(flash.bytes, 'RW_SECTION_B')).toEqual(area(NEW, 'RW_SECTION_B'));
});

test.for(['on-the-stick', 'nothing'] as const)(
  'recover() takes the firmware of a release from the server that has it, and keeps %s',
  async (keep) => {
    await using bench = Object.assign(await recoveryBench(), { flash: new FakeFlash(OLD) });
    const files = stickSource(WITH_FIRMWARE.stick);
    const source = {
      ...files,
      label: 'shed.example',
      location: 'network' as const,
      [Symbol.asyncDispose]: async () => undefined,
    };
    bench.servers = { connect: async () => ({ source, keep }) };
    expect(await bench.run()).toBe('recovered');
    expect(outcome(bench)).toMatchObject({ result: 'updated', release: GOOD.id });
    const kept = await readFile(bench.file('firmware.bin')).catch(() => 'absent');
    expect(kept === 'absent' ? 'nothing' : Buffer.compare(Buffer.from(kept), NEW)).toBe(
      keep === 'nothing' ? 'nothing' : 0,
    );
  },
);
