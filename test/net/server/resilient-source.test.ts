import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import type { PayloadFile, RecoverySource, RecoveryTree } from '../../../src/core/ports.ts';
import type { ServerEvent } from '../../../src/core/server-event.ts';
import { resilientSource } from '../../../src/net/server/resilient-source.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { faultFrom } from '../fault-from.ts';
import { ManualClock } from '../manual-clock.ts';
import { type FakeHost, fakeHost, lost, type SessionPlan } from './fake-source.ts';

const { signal } = new AbortController();
const PATIENCE = { firstDelayMs: 1000, maxDelayMs: 15_000, giveUpMs: 300_000 };
const CONTENT = Uint8Array.from({ length: 300_000 }, (_, at) => at * 31 + (at >> 8));
const DEAD = new Fault('NET-02', { host: 'dead' });
const dead: readonly SessionPlan[] = Array.from({ length: 1000 }, () => ({ refuses: DEAD }));

interface Setup {
  readonly source: RecoveryTree & AsyncDisposable;
  readonly clock: FakeClock;
  /** The news in short: `connected a`, `a NET-02`, `1: 1000`. */
  readonly news: string[];
}

function sourceOf(...hosts: readonly FakeHost[]): Setup {
  const clock = new FakeClock();
  const news: string[] = [];
  const tell = (one: ServerEvent): unknown => news.push(inShort(one));
  return { source: resilientSource(hosts, PATIENCE, clock, tell, signal), clock, news };
}

function inShort(news: ServerEvent): string {
  if (news.kind === 'server-connected') return `connected ${news.host}`;
  if (news.kind === 'server-failed') return `${news.host} ${news.code}`;
  return `${news.attempt}: ${news.delayMs}`;
}

function hostWith(
  name: string,
  plans: readonly SessionPlan[] = [],
  content = CONTENT,
  modifiedSeconds = 1,
): FakeHost {
  const host = fakeHost(name, plans);
  host.files.set('id/rootfs.img', { content, modifiedSeconds });
  return host;
}

async function payloadOf(source: RecoverySource): Promise<PayloadFile> {
  const payload = await source.openPayload('id', 'rootfs.img', signal);
  if (payload === 'absent') throw new Error('absent');
  return payload;
}

async function wholeOf(source: RecoverySource, pieceBytes = CONTENT.length): Promise<Uint8Array> {
  const payload = await payloadOf(source);
  const into = new Uint8Array(payload.sizeBytes);
  for (let at = 0; at < into.length; at += pieceBytes) {
    await payload.read(at, into.subarray(at, at + pieceBytes), signal);
  }
  return into;
}

test('resilientSource() calls nobody before something is wanted, and then the first server only', async () => {
  const [a, b] = [hostWith('a'), hostWith('b')];
  const { source, news } = sourceOf(a, b);
  expect([a.calls(), source.label]).toEqual([0, 'a']);
  expect(await source.list(signal)).toEqual(['id']);
  expect([a.calls(), b.calls()]).toEqual([1, 0]);
  expect(news).toEqual(['connected a']);
});

test('resilientSource() takes the next server when the first is dead, and stays with it', async () => {
  const [a, b] = [hostWith('a', dead), hostWith('b')];
  const { source, news, clock } = sourceOf(a, b);
  expect(await source.list(signal)).toEqual(['id']);
  expect(await source.readSmall('id', 'rootfs.img', 1e6, signal)).toEqual(CONTENT);
  expect(news).toEqual(['a NET-02', 'connected b']);
  expect([a.calls(), source.label, clock.slept]).toEqual([1, 'b', []]);
});

test('resilientSource() tries all again after a wait that it announces, and gives up in time', async () => {
  const [a, b] = [hostWith('a', dead), hostWith('b', dead)];
  const { source, news, clock } = sourceOf(a, b);
  expect(await faultFrom(source.list(signal))).toEqual({ code: 'NET-02', facts: { host: 'dead' } });
  expect(news.slice(0, 6)).toEqual(['a NET-02', 'b NET-02', '1: 1000', 'a NET-02', 'b NET-02', '2: 2000']);
  expect(clock.nowMs()).toBe(PATIENCE.giveUpMs);
});

test('resilientSource() counts its waits anew when something came from a server', async () => {
  const a = hostWith('a', [{ refuses: DEAD }, { fault: lost('a') }, {}, { refuses: DEAD }]);
  const { source, clock } = sourceOf(a);
  await source.list(signal);
  for (const session of a.sessions) await session[Symbol.asyncDispose]();
  await source.list(signal);
  expect(clock.slept).toEqual([1000, 2000, 1000]);
});

test('resilientSource() comes back from a server that is gone for a while', async () => {
  const a = hostWith('a', dead.slice(0, 3));
  const { source, clock } = sourceOf(a);
  expect(await source.list(signal)).toEqual(['id']);
  expect(clock.slept).toEqual([1000, 2000, 4000]);
});

test.for(['NET-04', 'NET-05', 'NET-06', 'NET-07', 'NET-08', 'NET-09', 'NET-15'] as const)(
  'resilientSource() never asks a server again that failed with %s',
  async (code) => {
    const refused = { refuses: new Fault(code, { host: 'a' }) };
    const [a, b] = [hostWith('a', [refused]), hostWith('b', [{ refuses: DEAD }])];
    const { source } = sourceOf(a, b);
    expect(await source.list(signal)).toEqual(['id']);
    expect([a.calls(), b.calls()]).toEqual([1, 2]);
    const alone = sourceOf(hostWith('a', [refused]));
    expect(await faultFrom(alone.source.list(signal))).toEqual({ code, facts: { host: 'a' } });
    expect(await faultFrom(alone.source.list(signal))).toEqual({ code, facts: { host: 'a' } });
    expect(alone.clock.slept).toEqual([]);
  },
);

test('resilientSource() looks on the next server for what the first does not have', async () => {
  const [a, b] = [fakeHost('a'), hostWith('b')];
  const { source } = sourceOf(a, b);
  expect(await source.readSmall('id', 'rootfs.img', 1e6, signal)).toEqual(CONTENT);
  expect(await source.readSmall('id', 'other', 1e6, signal)).toBe('absent');
  expect(await source.openPayload('id', 'other', signal)).toBe('absent');
});

test('resilientSource() looks on the next server for what does not lie beside the releases of the first', async () => {
  const [a, b] = [fakeHost('a'), hostWith('b')];
  b.files.set('/control.json', { content: CONTENT, modifiedSeconds: 1 });
  const { source } = sourceOf(a, b);
  expect(await source.readTop('control.json', 1e6, signal)).toEqual(CONTENT);
  expect(await source.readTop('other', 1e6, signal)).toBe('absent');
});

test('resilientSource() does not call a dead server again and again for what another does not have', async () => {
  const [a, b] = [hostWith('a'), hostWith('b', dead)];
  const { source, clock } = sourceOf(a, b);
  for (let times = 0; times < 5; times += 1)
    expect(await source.readSmall('id', 'x', 1, signal)).toBe('absent');
  expect([b.calls(), clock.slept]).toEqual([1, []]);
});

test('resilientSource() takes a file elsewhere that one server does not give, and says why when none gives it', async () => {
  const fault = new Fault('NET-12', { host: 'a', path: 'x' });
  const { source, clock } = sourceOf(hostWith('a', [{ fault }]), hostWith('b'));
  expect(await source.readSmall('id', 'rootfs.img', 1e6, signal)).toEqual(CONTENT);
  const alone = sourceOf(hostWith('a', [{ fault }]));
  expect(await faultFrom(alone.source.readSmall('id', 'rootfs.img', 1e6, signal))).toMatchObject({
    code: 'NET-12',
  });
  expect([...clock.slept, ...alone.clock.slept]).toEqual([]);
});

test('resilientSource() passes on what is wrong with the data itself', async () => {
  const fault = new Fault('MAN-03', { file: 'x', bytes: 2, maxBytes: 1 });
  const { source } = sourceOf(hostWith('a', [{ fault }]), hostWith('b'));
  expect(await faultFrom(source.readSmall('id', 'x', 1, signal))).toMatchObject({ code: 'MAN-03' });
});

test('resilientSource() opens a session again that ended while nobody used it, and calls that no failure', async () => {
  const a = hostWith('a');
  const { source, news } = sourceOf(a);
  await source.list(signal);
  for (const session of a.sessions) await session[Symbol.asyncDispose]();
  expect(await source.list(signal)).toEqual(['id']);
  expect(news).toEqual(['connected a', 'connected a']);
});

test('a payload goes on at the byte that was wanted, on the same server', async () => {
  const a = hostWith('a', [{ bytes: 100_000 }, { bytes: 50_000 }]);
  const { source, news, clock } = sourceOf(a);
  expect(await wholeOf(source)).toEqual(CONTENT);
  expect(a.reads).toEqual([0, 100_000, 150_000]);
  expect(news.filter((one) => !one.startsWith('connected'))).toEqual([
    'a NET-03',
    '1: 1000',
    'a NET-03',
    '2: 2000',
  ]);
  expect(clock.slept).toEqual([1000, 2000]);
});

test('a payload goes on at the byte that was wanted, on the next server, whose files may have another time', async () => {
  const [a, b] = [hostWith('a', [{ bytes: 100_000 }]), hostWith('b', [], CONTENT, 2)];
  const { source, clock } = sourceOf(a, b);
  expect(await wholeOf(source)).toEqual(CONTENT);
  expect([a.reads, b.reads, clock.slept]).toEqual([[0], [100_000], []]);
});

test.for([
  ['has another size', CONTENT.subarray(1), 1, 'it has 299999 bytes, and had 300000'],
  ['has another time', CONTENT, 2, 'it was changed after it was opened'],
  ['is gone', 'gone', 1, 'it is gone'],
] as const)(
  'a payload that %s after a new session is not read on',
  async ([, content, modifiedSeconds, problem]) => {
    const a = hostWith('a', [{ bytes: 100_000 }]);
    const { source } = sourceOf(a);
    const payload = await payloadOf(source);
    if (content === 'gone') a.files.clear();
    else a.files.set('id/rootfs.img', { content, modifiedSeconds });
    const facts = { host: 'a', path: '/r/id/rootfs.img', problem };
    expect(await faultFrom(payload.read(0, new Uint8Array(200_000), signal))).toEqual({
      code: 'NET-13',
      facts,
    });
    expect(a.reads).toEqual([0]);
  },
);

test('a payload passes over a server that has it with another size', async () => {
  const hosts = [
    hostWith('a', [{ bytes: 100_000 }]),
    hostWith('b', [], CONTENT.subarray(5)),
    hostWith('c'),
  ] as const;
  const { source } = sourceOf(...hosts);
  expect(await wholeOf(source)).toEqual(CONTENT);
  expect(hosts.map(({ reads }) => reads)).toEqual([[0], [], [100_000]]);
});

test('a payload that was gone can be read again when it is back', async () => {
  const a = hostWith('a', [{ bytes: 100_000 }]);
  const { source } = sourceOf(a);
  const payload = await payloadOf(source);
  const [[path, served] = []] = a.files;
  a.files.clear();
  expect(await faultFrom(payload.read(0, new Uint8Array(200_000), signal))).toMatchObject({ code: 'NET-13' });
  if (path && served) a.files.set(path, served);
  expect(await payload.read(0, new Uint8Array(200_000), signal)).toBe(200_000);
});

test('reads that run at once share one session, one wait and one announcement', async () => {
  const a = hostWith('a', [{ bytes: 1 }, { refuses: DEAD }]);
  const { source, news } = sourceOf(a);
  const payload = await payloadOf(source);
  const into = new Uint8Array(CONTENT.length);
  const pieces = Array.from({ length: 8 }, (_, nth) => nth * 37_500);
  await Promise.all(pieces.map((at) => payload.read(at, into.subarray(at, at + 37_500), signal)));
  expect(into).toEqual(CONTENT);
  expect(a.calls()).toBe(3);
  expect(news).toEqual(['connected a', 'a NET-03', '1: 1000', 'a NET-02', '2: 2000', 'connected a']);
});

test('a server that gives a byte and fails, again and again, is given up', async () => {
  const plans = Array.from({ length: 10_000 }, () => ({ bytes: 1 }));
  const { source, clock } = sourceOf(hostWith('a', plans));
  const payload = await payloadOf(source);
  const fault = await faultFrom(payload.read(0, new Uint8Array(CONTENT.length), signal));
  expect(fault).toMatchObject({ code: 'NET-03' });
  expect(clock.nowMs()).toBe(PATIENCE.giveUpMs);
});

test('a server that fails often and gives much in between is not given up', async () => {
  const plans = Array.from({ length: 40 }, () => ({ bytes: 70_000 }));
  const content = new Uint8Array(2_800_000).fill(5);
  const { source, clock } = sourceOf(hostWith('a', plans, content));
  expect(await wholeOf(source)).toEqual(content);
  expect(new Set(clock.slept)).toEqual(new Set([1000]));
});

test('resilientSource() can be aborted while it waits', async () => {
  const stop = new AbortController();
  const clock = new ManualClock();
  const source = resilientSource([hostWith('a', dead)], PATIENCE, clock, () => undefined, signal);
  const listing = source.list(stop.signal);
  await clock.pass(500);
  stop.abort(new Error('stopped'));
  await expect(listing).rejects.toThrow('stopped');
});

test('resilientSource() ends with the signal that it was made with', async () => {
  const stop = new AbortController();
  const clock = new ManualClock();
  const source = resilientSource([hostWith('a', dead)], PATIENCE, clock, () => undefined, stop.signal);
  const listing = source.list(signal);
  await clock.pass(500);
  stop.abort(new Error('stopped'));
  await expect(listing).rejects.toThrow('stopped');
});

test('resilientSource() that is closed while it opens a session calls that no failure of the server', async () => {
  const news: ServerEvent[] = [];
  const never = (life: AbortSignal): Promise<never> =>
    new Promise((_, reject) => life.addEventListener('abort', () => reject(new Error('aborted'))));
  const hosts = [{ name: 'a', open: never }];
  const source = resilientSource(hosts, PATIENCE, new ManualClock(), (one) => news.push(one), signal);
  const listing = faultFrom(source.list(signal));
  await new Promise((resolve) => setImmediate(resolve));
  await source[Symbol.asyncDispose]();
  expect(await listing).toMatchObject({
    code: 'NET-03',
    facts: { problem: 'this side closed the connection' },
  });
  expect(news).toEqual([]);
});

test('resilientSource() closes its sessions, also those that failed', async () => {
  const [a, b] = [hostWith('a', [{ fault: new Fault('NET-10', { host: 'a' }) }]), hostWith('b')];
  const { source } = sourceOf(a, b);
  await source.list(signal);
  await source[Symbol.asyncDispose]();
  expect([a.calls(), b.calls(), a.sessions.size, b.sessions.size]).toEqual([1, 1, 0, 0]);
});

test('whatever servers do, the bytes are right or the fault is that of a server, in bounded time', async () => {
  const plan = fc.oneof(
    fc.constant({ refuses: DEAD }),
    fc.constant({ refuses: new Fault('NET-05', { host: 'x' }) }),
    fc.constant({ fault: lost('x') }),
    fc.constant({ fault: new Fault('NET-11', { host: 'x' }) }),
    fc.nat(200_000).map((bytes) => ({ bytes })),
    fc.constant({}),
  );
  const plans = fc.array(fc.array(plan, { maxLength: 6 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(plans, fc.integer({ min: 20_000, max: 300_000 }), async (all, pieceBytes) => {
      const { source, clock } = sourceOf(...all.map((of, nth) => hostWith(`h${nth}`, of)));
      let bytes: Uint8Array | undefined;
      const fault = await faultFrom(wholeOf(source, pieceBytes).then((got) => (bytes = got)));
      const ended = fault === 'nothing thrown' ? fault : fault.code;
      expect(bytes === undefined || Buffer.compare(bytes, CONTENT) === 0).toBe(true);
      expect(bytes === undefined ? ['NET-02', 'NET-03', 'NET-05', 'NET-11'] : ['nothing thrown']).toContain(
        ended,
      );
      expect(clock.nowMs()).toBeLessThan(PATIENCE.giveUpMs);
      await source[Symbol.asyncDispose]();
    }),
    { numRuns: 200 },
  );
});
