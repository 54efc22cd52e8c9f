import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestSlots } from '../../../src/net/request-slots.ts';
import { type Prefix, type ReadPort, readPipelined } from '../../../src/net/server/pipelined-reader.ts';

const { signal } = new AbortController();

/** What happens to one read: which part of it is answered, how many turns later, or that it fails. */
interface Fate {
  readonly part: number;
  readonly turns: number;
  readonly fails: boolean;
}

const FINE: Fate = { part: 1, turns: 0, fails: false };

interface Seen {
  reads: { readonly at: number; readonly bytes: number }[];
  underWay: number;
  most: number;
  abandoned: number;
}

/** A file behind a line on which each read has its own fate, in the order in which they are sent. */
function hostile(
  content: Uint8Array,
  maxReadBytes: number,
  fates: readonly Fate[],
): ReadPort & { readonly seen: Seen } {
  const seen: Seen = { reads: [], underWay: 0, most: 0, abandoned: 0 };
  return {
    seen,
    maxReadBytes,
    async read(offsetBytes, into) {
      const fate = fates[seen.reads.length] ?? FINE;
      seen.reads.push({ at: offsetBytes, bytes: into.length });
      seen.underWay += 1;
      seen.most = Math.max(seen.most, seen.underWay);
      for (let turn = 0; turn < fate.turns && seen.abandoned === 0; turn += 1) await Promise.resolve();
      seen.underWay -= 1;
      if (fate.fails || seen.abandoned > 0) throw new Error('no answer');
      const left = content.subarray(
        offsetBytes,
        offsetBytes + Math.max(1, Math.floor(into.length * fate.part)),
      );
      const part = left.subarray(0, into.length);
      into.set(part);
      return part.length;
    },
    abandon() {
      seen.abandoned += 1;
    },
  };
}

const fate = fc.record({
  part: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  turns: fc.nat(30),
  fails: fc.constant(false),
});
const run = {
  content: fc.uint8Array({ maxLength: 3000 }),
  offset: fc.nat(3200),
  length: fc.nat(3000),
  maxReadBytes: fc.integer({ min: 1, max: 700 }),
  slots: fc.integer({ min: 1, max: 16 }),
};

/** The bytes of the file where the buffer was meant for them, and as many as there are. */
function expected(content: Uint8Array, offset: number, length: number): Uint8Array {
  return content.slice(offset, offset + length);
}

test('readPipelined() fills the buffer, whatever the order and the length of the answers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.record({ ...run, fates: fc.array(fate, { maxLength: 60 }) }), async (any) => {
      const port = hostile(any.content, any.maxReadBytes, any.fates);
      const into = new Uint8Array(any.length);
      const prefix = await readPipelined(port, any.offset, into, requestSlots(any.slots), signal);
      const wanted = expected(any.content, any.offset, any.length);
      expect(prefix).toEqual({
        bytes: wanted.length,
        end: wanted.length === any.length ? 'filled' : 'end-of-file',
      });
      expect(into.subarray(0, prefix.bytes)).toEqual(wanted);
      expect(port.seen.most).toBeLessThanOrEqual(any.slots);
      expect(port.seen.reads.every(({ bytes }) => bytes > 0 && bytes <= any.maxReadBytes)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('readPipelined() tells how far the bytes are good when a read fails, and leaves no read under way', async () => {
  const unlucky = fc.array(
    fc.tuple(fate, fc.boolean()).map(([any, fails]) => ({ ...any, fails })),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(fc.record({ ...run, unlucky }), async (any) => {
      const port = hostile(any.content, any.maxReadBytes, any.unlucky);
      const into = new Uint8Array(any.length);
      const prefix = await readPipelined(port, any.offset, into, requestSlots(any.slots), signal);
      expect(port.seen.underWay).toBe(0);
      expect(into.subarray(0, prefix.bytes)).toEqual(expected(any.content, any.offset, prefix.bytes));
      const failed = port.seen.reads.some((_, nth) => any.unlucky[nth]?.fails === true);
      expect(prefix.end === 'failed').toBe(failed);
    }),
    { numRuns: 300 },
  );
});

test('readPipelined() goes on from where it failed to the same bytes', async () => {
  const content = Uint8Array.from({ length: 5000 }, (_, at) => at);
  const into = new Uint8Array(content.length);
  const fates: Fate[] = [FINE, FINE, { ...FINE, turns: 9 }, { ...FINE, fails: true }];
  const first = await readPipelined(hostile(content, 500, fates), 0, into, requestSlots(4), signal);
  expect(first).toMatchObject({ bytes: 1500, end: 'failed' });
  const rest = into.subarray(first.bytes);
  const second = await readPipelined(hostile(content, 500, []), first.bytes, rest, requestSlots(4), signal);
  expect(second).toEqual({ bytes: 3500, end: 'filled' });
  expect(into).toEqual(content);
});

test('readPipelined() believes the earliest end of the file, not what comes behind it', async () => {
  const content = new Uint8Array(3000).fill(9);
  const port = hostile(content, 1000, []);
  const lying: ReadPort = {
    ...port,
    read: async (at, into) => (at === 1000 ? 0 : await port.read(at, into)),
  };
  const prefix = await readPipelined(lying, 0, new Uint8Array(3000), requestSlots(16), signal);
  expect(prefix).toEqual({ bytes: 1000, end: 'end-of-file' });
});

test('readPipelined() asks for nothing behind the end of the file, nor after a failure', async () => {
  const ended = hostile(new Uint8Array(), 100, []);
  await readPipelined(ended, 0, new Uint8Array(4000), requestSlots(2), signal);
  expect(ended.seen.reads.map(({ at }) => at)).toEqual([0, 100]);
  const failing = hostile(new Uint8Array(4000), 100, [FINE, { ...FINE, fails: true }]);
  await readPipelined(failing, 0, new Uint8Array(4000), requestSlots(1), signal);
  expect(failing.seen.reads.map(({ at }) => at)).toEqual([0, 100]);
});

test('readPipelined() asks for nothing when there is nothing to fill', async () => {
  const port = hostile(new Uint8Array(10), 100, []);
  expect(await readPipelined(port, 0, new Uint8Array(), requestSlots(1), signal)).toEqual({
    bytes: 0,
    end: 'filled',
  });
  expect(port.seen.reads).toEqual([]);
});

test('readPipelined() cuts 1 MiB into pieces of about one length, in whole blocks', async () => {
  const port = hostile(new Uint8Array(1 << 20), 255 * 1024, []);
  await readPipelined(port, 0, new Uint8Array(1 << 20), requestSlots(16), signal);
  expect(port.seen.reads.map(({ bytes }) => bytes / 4096)).toEqual([52, 52, 52, 52, 48]);
});

test('readPipelined() shares the slots with whoever else reads', async () => {
  const content = new Uint8Array(4000);
  const slow = Array.from({ length: 80 }, () => ({ ...FINE, turns: 5 }));
  const port = hostile(content, 100, slow);
  const slots = requestSlots(16);
  const reads = [1, 2, 3].map(() => readPipelined(port, 0, new Uint8Array(4000), slots, signal));
  expect((await Promise.all(reads)).map(({ end }) => end)).toEqual(['filled', 'filled', 'filled']);
  expect(port.seen.most).toBe(16);
});

test('readPipelined() abandons what is under way when it is aborted, and sends nothing more', async () => {
  const stop = new AbortController();
  const slow = Array.from({ length: 4 }, () => ({ ...FINE, turns: 1_000_000 }));
  const port = hostile(new Uint8Array(4000), 100, slow);
  const reading = readPipelined(port, 0, new Uint8Array(4000), requestSlots(4), stop.signal);
  await Promise.resolve();
  stop.abort(new Error('stopped'));
  const prefix: Prefix = await reading;
  expect(prefix).toEqual({ bytes: 0, end: 'failed', failure: new Error('stopped') });
  expect(port.seen).toMatchObject({ underWay: 0, abandoned: 1 });
  expect(port.seen.reads).toHaveLength(4);
});

test('readPipelined() sends nothing when it is aborted already', async () => {
  const port = hostile(new Uint8Array(4000), 100, []);
  const aborted = AbortSignal.abort(new Error('stopped'));
  const prefix = await readPipelined(port, 0, new Uint8Array(4000), requestSlots(4), aborted);
  expect(prefix).toMatchObject({ bytes: 0, end: 'failed' });
  expect(port.seen.reads).toEqual([]);
});
