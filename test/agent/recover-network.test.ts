import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { NamedServers, NetworkSource } from '../../src/agent/recovery-ports.ts';
import type { DiskState } from '../../src/core/events.ts';
import { Fault } from '../../src/core/faults.ts';
import type { RecoverySource } from '../../src/core/ports.ts';
import { stickSource } from '../../src/host/stick-source.ts';
import { GOOD, MIB, type RecoveryBench, recoveryBench } from './recovery-bench.ts';
import { flipAt } from './spoil.ts';

/** What lies on servers. */
const SERVED = await recoveryBench();
await SERVED.add({});
const PACKED = await recoveryBench();
await PACKED.add({ packing: 'zstd' });
afterAll(async () => {
  await SERVED[Symbol.asyncDispose]();
  await PACKED[Symbol.asyncDispose]();
});

interface Server extends NamedServers {
  connections: number;
  /** Bytes of payloads that went over the network. */
  fetchedBytes: number;
}

interface Served {
  readonly from: RecoveryBench;
  readonly keep: NetworkSource['keep'];
  /** After so many bytes of payloads the link is lost. */
  readonly breaksAfterBytes?: number;
}

/** A server that has what is in the folder of a bench. */
function server({ from, keep, breaksAfterBytes = Infinity }: Served): Server {
  const files = stickSource(from.stick);
  const self: Server = {
    connections: 0,
    fetchedBytes: 0,
    connect: async () => {
      self.connections += 1;
      return { source, keep };
    },
  };
  const openPayload: RecoverySource['openPayload'] = async (...name) => {
    const payload = await files.openPayload(...name);
    if (payload === 'absent') return payload;
    return {
      sizeBytes: payload.sizeBytes,
      read: async (offsetBytes, into, signal) => {
        if (self.fetchedBytes + into.length > breaksAfterBytes) throw new Fault('NET-03', { host: 'shed' });
        self.fetchedBytes += into.length;
        return await payload.read(offsetBytes, into, signal);
      },
      [Symbol.asyncDispose]: () => payload[Symbol.asyncDispose](),
    };
  };
  const source: NetworkSource['source'] = {
    ...files,
    label: 'shed.example',
    location: 'network',
    openPayload,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return self;
}

function disk({ events }: RecoveryBench): DiskState {
  return events.findLast((event) => event.kind === 'disk-state')?.disk ?? 'untouched';
}

function steps({ events }: RecoveryBench): string[] {
  return events.flatMap((event) => (event.kind === 'step-started' ? [event.step] : []));
}

async function payloadBytes(bench: RecoveryBench): Promise<number> {
  const folder = join(bench.stick, 'recovery', GOOD.id);
  const names = (await readdir(folder)).filter((name) => !name.startsWith('manifest'));
  const sizes = await Promise.all(names.map(async (name) => (await readFile(join(folder, name))).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

test('recover() calls no server while something on the stick can be used', async () => {
  await using bench = await recoveryBench(SERVED.stick);
  const shed = server({ from: PACKED, keep: 'on-the-stick' });
  bench.servers = shed;
  expect(await bench.run()).toBe('recovered');
  expect(shed.connections).toBe(0);
  expect(steps(bench)).not.toContain('connect');
});

test('recover() takes what a server has when nothing is on the stick, and keeps nothing when that is not wanted', async () => {
  await using bench = await recoveryBench();
  bench.servers = server({ from: SERVED, keep: 'nothing' });
  expect(await bench.run()).toBe('recovered');
  expect(disk(bench)).toBe('complete');
  expect(steps(bench).slice(0, 6)).toEqual(['identify', 'find', 'connect', 'choose', 'plan', 'check']);
  expect(steps(bench)).not.toContain('store');
  expect(bench.events).toContainEqual(
    expect.objectContaining({
      kind: 'chosen',
      release: expect.objectContaining({ location: 'network', source: 'shed.example' }),
    }),
  );
  expect(await readdir(bench.stick)).toEqual(['recovery']);
});

test.for([['as it is', SERVED] as const, ['packed', PACKED] as const])(
  'what recover() fetched %s, once, recovers the next device without a network',
  async ([, from]) => {
    await using bench = await recoveryBench();
    const shed = server({ from, keep: 'on-the-stick' });
    bench.servers = shed;
    expect(await bench.run()).toBe('recovered');
    // Pieces that are written at once may each fetch the same block of the hash tree.
    expect(shed.fetchedBytes - (await payloadBytes(from))).toBeLessThan(8 * 4096);
    expect(steps(bench).at(-1)).toBe('store');
    expect(bench.events.at(-2)).toEqual({ kind: 'stored', release: GOOD.id });
    await using next = await recoveryBench(bench.stick);
    expect(await next.run()).toBe('recovered');
    expect(steps(next)).not.toContain('connect');
    for (const name of await readdir(join(from.stick, 'recovery', GOOD.id))) {
      expect((await readFile(next.file(name))).equals(await readFile(from.file(name)))).toBe(true);
    }
  },
);

test('recover() asks the servers when all that is on the stick turns out damaged, and says so', async () => {
  await using bench = await recoveryBench(SERVED.stick);
  await bench.edit('rootfs.img', flipAt(100 * 4096));
  bench.servers = server({ from: SERVED, keep: 'on-the-stick' });
  expect(await bench.run()).toBe('recovered');
  expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'warning', code: 'IMG-03' }));
  // The damaged one was replaced.
  await using next = await recoveryBench(bench.stick);
  expect(await next.run()).toBe('recovered');
});

test('recover() that nothing is kept of goes on where it was when the link had gone: what is on the disk is not fetched again', async () => {
  await using first = await recoveryBench();
  const all = await payloadBytes(SERVED);
  const broken = server({ from: SERVED, keep: 'nothing', breaksAfterBytes: all - 20_000 });
  first.servers = broken;
  expect(await first.run()).toMatchObject({ step: 'write', cause: { code: 'NET-03' } });
  expect(disk(first)).toBe('unbootable');
  await using second = await recoveryBench();
  second.before = first.disk.afterPowerCut(() => true)(0, first.before.length);
  const whole = server({ from: SERVED, keep: 'nothing' });
  second.servers = whole;
  expect(await second.run()).toBe('recovered');
  expect(whole.fetchedBytes).toBeLessThan(all - MIB / 2);
});

test('recover() that keeps what it fetches goes on where it was, on another disk as well', async () => {
  await using first = await recoveryBench();
  const broken = server({ from: PACKED, keep: 'on-the-stick', breaksAfterBytes: 2 * MIB });
  first.servers = broken;
  expect(await first.run()).toMatchObject({ cause: { code: 'NET-03' } });
  await using second = await recoveryBench(first.stick);
  const whole = server({ from: PACKED, keep: 'on-the-stick' });
  second.servers = whole;
  expect(await second.run()).toBe('recovered');
  expect(broken.fetchedBytes).toBeGreaterThan(MIB);
  expect(whole.fetchedBytes + broken.fetchedBytes).toBe(await payloadBytes(PACKED));
});

test('recover() forgets what a run before it kept when that is damaged, and fetches it', async () => {
  await using first = await recoveryBench();
  const broken = server({ from: PACKED, keep: 'on-the-stick', breaksAfterBytes: 2 * MIB });
  first.servers = broken;
  expect(await first.run()).toMatchObject({ cause: { code: 'NET-03' } });
  expect(broken.fetchedBytes).toBeGreaterThan(MIB);
  const folder = join(first.stick, 'recovery.part', GOOD.id);
  const parts = (await readdir(folder)).filter((name) => name !== 'journal.json');
  expect(parts.length).toBeGreaterThan(0);
  for (const name of parts) {
    const bytes = await readFile(join(folder, name));
    await writeFile(join(folder, name), bytes.fill(0xaa));
  }
  await using second = await recoveryBench(first.stick);
  second.servers = server({ from: PACKED, keep: 'on-the-stick' });
  expect(await second.run()).toBe('recovered');
  expect(second.events).toContainEqual({
    kind: 'warning',
    code: expect.stringMatching(/^IMG-/),
    facts: expect.objectContaining({ release: GOOD.id }),
  });
  expect(second.events).toContainEqual({ kind: 'stored', release: GOOD.id });
});

test('recover() leaves another release of the same name on the stick, says so, and recovers', async () => {
  await using bench = await recoveryBench(SERVED.stick);
  await bench.resign((manifest) => manifest.replace('"Nimbus OS"', '"Another OS"'));
  const there = await readFile(bench.file('manifest.json'));
  await bench.edit('rootfs.img', flipAt(100 * 4096));
  bench.servers = server({ from: SERVED, keep: 'on-the-stick' });
  expect(await bench.run()).toBe('recovered');
  expect(bench.events).toContainEqual({
    kind: 'warning',
    code: 'STK-06',
    facts: { problem: 'another release of this name is on the stick' },
  });
  expect((await readFile(bench.file('manifest.json'))).equals(there)).toBe(true);
});

test('a stop while the download is made whole leaves a recovered device, and no failure', async () => {
  await using bench = await recoveryBench();
  bench.servers = server({ from: SERVED, keep: 'on-the-stick' });
  bench.onEvent = (event) => {
    if (event.kind === 'step-started' && event.step === 'store') bench.stop.abort(new Fault('AGT-02', {}));
  };
  expect(await bench.run()).toBe('recovered');
  expect(disk(bench)).toBe('complete');
  expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'warning', code: 'AGT-02' }));
  expect(bench.events).not.toContainEqual(expect.objectContaining({ kind: 'stored' }));
});

test('a stop just before the download is made whole leaves a recovered device, too', async () => {
  await using bench = await recoveryBench();
  bench.servers = server({ from: SERVED, keep: 'on-the-stick' });
  bench.onEvent = (event) => {
    if (event.kind === 'disk-state' && event.disk === 'complete') bench.stop.abort(new Fault('AGT-02', {}));
  };
  const end = await bench.run();
  expect(disk(bench)).toBe('complete');
  expect(end).toBe('recovered');
});

test('recover() warns when nothing can be kept on the stick, and recovers all the same', async () => {
  await using bench = await recoveryBench();
  bench.servers = server({ from: SERVED, keep: 'on-the-stick' });
  await rm(bench.stick, { recursive: true });
  await writeFile(bench.stick, '');
  bench.source = stickSource(SERVED.stick);
  bench.source.list = async () => [];
  expect(await bench.run()).toBe('recovered');
  expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'warning', code: 'STK-06' }));
  expect(steps(bench)).not.toContain('store');
});

test('recover() writes no block that a server has changed, and says what the disk is', async () => {
  await using spoilt = await recoveryBench(SERVED.stick);
  await spoilt.edit('rootfs.img', flipAt(100 * 4096));
  await using bench = await recoveryBench();
  bench.servers = server({ from: spoilt, keep: 'on-the-stick' });
  expect(await bench.run()).toMatchObject({ step: 'write', cause: { code: 'IMG-03' } });
  expect(disk(bench)).toBe('unbootable');
});

const WRONG_SETTINGS = new Fault('NET-30', { line: 3 });

function withWrongSettings(bench: RecoveryBench): void {
  Object.defineProperty(bench, 'servers', {
    get: () => {
      throw WRONG_SETTINGS;
    },
  });
}

test('settings that cannot be used keep nobody from the next release on the stick', async () => {
  await using bench = await recoveryBench(SERVED.stick);
  await bench.add({ id: 'nimbus-1.9.0', osVersion: '1.9.0' });
  await bench.edit('rootfs.img', flipAt(100 * 4096));
  withWrongSettings(bench);
  expect(await bench.run()).toBe('recovered');
  expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'warning', code: 'IMG-03' }));
});

test('when all on the stick is damaged, settings that cannot be used are the failure, and the damage a warning', async () => {
  await using bench = await recoveryBench(SERVED.stick);
  await bench.edit('rootfs.img', flipAt(100 * 4096));
  withWrongSettings(bench);
  expect(await bench.run()).toMatchObject({ step: 'find', cause: { code: 'NET-30' } });
  expect(bench.events).toContainEqual(expect.objectContaining({ kind: 'warning', code: 'IMG-03' }));
  expect(bench.untouched).toBe(true);
});

test('what is wrong with the disk is told even where the settings of the network are wrong, too', async () => {
  await using bench = await recoveryBench(SERVED.stick);
  bench.listed = [];
  withWrongSettings(bench);
  expect(await bench.run()).toMatchObject({ step: 'plan', cause: { code: expect.stringMatching(/^DSK-/) } });
});

test.for([
  ['settings that cannot be used', 'find', 'NET-30'],
  ['no link', 'connect', 'NET-33'],
  ['no server', 'connect', 'NET-02'],
] as const)(
  'recover() with %s fails in the step "%s" and leaves the disk untouched',
  async ([, step, code]) => {
    await using bench = await recoveryBench();
    const fail = async (): Promise<never> => {
      throw new Fault(code, {});
    };
    const unreachable: NamedServers = {
      connect: async () => {
        if (code === 'NET-33') return await fail();
        const { source, keep } = await server({ from: SERVED, keep: 'nothing' }).connect(bench.stop.signal);
        return { source: { ...source, list: fail }, keep };
      },
    };
    if (code === 'NET-30') Object.defineProperty(bench, 'servers', { get: fail });
    else bench.servers = unreachable;
    expect(await bench.run()).toMatchObject({ step, cause: { code } });
    expect(bench.untouched).toBe(true);
  },
);
