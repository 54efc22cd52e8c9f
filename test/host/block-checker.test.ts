import { zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BlockChecker } from '../../src/core/ports.ts';
import { blockDigester } from '../../src/formats/verity/block-digester.ts';
import { blockChecker } from '../../src/host/block-checker.ts';
import { slotMemory } from '../../src/host/slot-memory.ts';

const RULE = { version: 0, salt: new Uint8Array(32).fill(5) } as const;
const BLOCK_BYTES = 4096;

let checker: BlockChecker;

beforeEach(() => {
  checker = blockChecker();
});

afterEach(() => checker[Symbol.asyncDispose]());

interface Sample {
  readonly blocks: Uint8Array;
  readonly digests: Uint8Array;
}

function sample(blocks: Uint8Array, seed: number): Sample {
  for (let at = 0; at < blocks.length; at += 1) blocks[at] = (at * 7 + (at >> 8) + seed) & 0xff;
  const digest = blockDigester(RULE);
  const count = blocks.length / BLOCK_BYTES;
  const digests = Array.from({ length: count }, (_, at) =>
    digest(blocks.subarray(at * BLOCK_BYTES, (at + 1) * BLOCK_BYTES)),
  );
  return { blocks, digests: Buffer.concat(digests) };
}

const slots = (count: number, blocks: number): readonly Uint8Array[] =>
  slotMemory(count, blocks * BLOCK_BYTES);

const spoil = (bytes: Uint8Array, at: number): void => {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
};

test.for([
  ['shared memory', (blocks: number) => slots(1, blocks)[0] ?? new Uint8Array()],
  ['ordinary memory', (blocks: number) => new Uint8Array(blocks * BLOCK_BYTES)],
] as const)('blockChecker().firstBad() finds the first bad block in %s', async ([, memory]) => {
  const { blocks, digests } = sample(memory(16), 1);
  expect(await checker.firstBad(blocks, digests, RULE)).toBe('all-good');
  spoil(blocks, 11 * BLOCK_BYTES + 4095);
  expect(await checker.firstBad(blocks, digests, RULE)).toBe(11);
  spoil(digests, 3 * 32);
  expect(await checker.firstBad(blocks, digests, RULE)).toBe(3);
});

test.for([1, 2, 3])('blockChecker().firstBad() finds the bad one of %i blocks', async (count) => {
  const { blocks, digests } = sample(slots(1, count)[0] ?? new Uint8Array(), 1);
  expect(await checker.firstBad(blocks, digests, RULE)).toBe('all-good');
  spoil(blocks, count * BLOCK_BYTES - 1);
  expect(await checker.firstBad(blocks, digests, RULE)).toBe(count - 1);
});

test('blockChecker().firstBad() sees what is in shared memory when it is asked', async () => {
  const [memory = new Uint8Array()] = slots(1, 4);
  const { blocks, digests } = sample(memory, 1);
  for (let round = 0; round < 5; round += 1) {
    expect(await checker.firstBad(blocks, digests, RULE)).toBe('all-good');
    spoil(blocks, 0);
    expect(await checker.firstBad(blocks, digests, RULE)).toBe(0);
    spoil(blocks, 0);
  }
});

test('blockChecker().firstBad() gives each of many who ask at once their own answer', async () => {
  const samples = slots(60, 8).map((memory, at) => sample(memory, at));
  const expected = samples.map(({ blocks }, at) => {
    if (at % 3 === 0) return 'all-good';
    spoil(blocks, (at % 8) * BLOCK_BYTES);
    return at % 8;
  });
  const found = samples.map(({ blocks, digests }) => checker.firstBad(blocks, digests, RULE));
  expect(await Promise.all(found)).toEqual(expected);
});

test('blockChecker().firstBad() leaves this thread free', async () => {
  const samples = slots(16, 64).map((memory) => sample(memory, 1));
  let turns = 0;
  let busy = true;
  const turn = (): void => {
    turns += 1;
    if (busy) setImmediate(turn);
  };
  turn();
  await Promise.all(samples.map(({ blocks, digests }) => checker.firstBad(blocks, digests, RULE)));
  busy = false;
  expect(turns).toBeGreaterThan(20);
});

const content = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, (_, at) => (at * 3) >> 5);

test.for([
  ['shared memory', (bytes: number) => slotMemory(1, 1 << 20)[0]?.subarray(0, bytes) ?? new Uint8Array()],
  ['ordinary memory', (bytes: number) => new Uint8Array(bytes + 9).subarray(9)],
] as const)('blockChecker().unpack() fills %s', async ([, memory]) => {
  const into = memory(100_000);
  expect(await checker.unpack(zstdCompressSync(content(100_000)), into)).toBe('filled');
  expect(Buffer.compare(into, content(100_000))).toBe(0);
});

test('blockChecker().unpack() takes a frame that is a part of a larger buffer', async () => {
  const frame = zstdCompressSync(content(5000));
  const larger = Buffer.concat([Buffer.alloc(100, 1), frame, Buffer.alloc(100, 2)]);
  const into = new Uint8Array(5000);
  expect(await checker.unpack(larger.subarray(100, 100 + frame.length), into)).toBe('filled');
  expect(Buffer.compare(into, content(5000))).toBe(0);
});

test.for([
  ['too short', zstdCompressSync(content(4999))],
  ['too long', zstdCompressSync(content(5001))],
  ['cut off', zstdCompressSync(content(5000)).subarray(0, -1)],
  ['empty', new Uint8Array()],
  ['something else', content(5000)],
  ['a bomb', zstdCompressSync(new Uint8Array(1 << 26))],
] as const)('blockChecker().unpack() finds a frame damaged that is %s', async ([, frame]) => {
  expect(await checker.unpack(frame, new Uint8Array(5000))).toBe('damaged');
  // And the thread lives on.
  expect(await checker.unpack(zstdCompressSync(content(10)), new Uint8Array(10))).toBe('filled');
});

test('blockChecker().unpack() does not mix up what many ask at once', async () => {
  const sizes = Array.from({ length: 40 }, (_, at) => 1000 + at * 100);
  const rooms = sizes.map((size) => new Uint8Array(size));
  const answers = sizes.map((size, at) =>
    checker.unpack(zstdCompressSync(new Uint8Array(size).fill(at)), rooms[at] ?? new Uint8Array()),
  );
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['filled']));
  expect(rooms.every((room, at) => room.every((byte) => byte === at))).toBe(true);
});

test.for([
  ['shared memory', (blocks: number) => slots(1, blocks)[0] ?? new Uint8Array()],
  ['ordinary memory', (blocks: number) => new Uint8Array(blocks * BLOCK_BYTES)],
] as const)('blockChecker().unpackChecked() fills %s and finds the first bad block', async ([, memory]) => {
  const { blocks, digests } = sample(new Uint8Array(16 * BLOCK_BYTES), 1);
  const into = memory(16);
  const unpacked = (): Promise<unknown> =>
    checker.unpackChecked(zstdCompressSync(blocks), into, digests, RULE);
  expect(await unpacked()).toBe('all-good');
  expect(Buffer.compare(into, blocks)).toBe(0);
  spoil(blocks, 11 * BLOCK_BYTES + 4095);
  expect(await unpacked()).toBe(11);
  spoil(digests, 0);
  expect(await unpacked()).toBe(0);
});

test('blockChecker().unpackChecked() finds a damaged frame', async () => {
  const { blocks, digests } = sample(new Uint8Array(2 * BLOCK_BYTES), 1);
  const frame = zstdCompressSync(blocks).subarray(0, -1);
  const into = new Uint8Array(2 * BLOCK_BYTES);
  expect(await checker.unpackChecked(frame, into, digests, RULE)).toBe('damaged');
});

test('blockChecker() rejects what a thread that died had left to do, and whatever it is asked later', async () => {
  const { blocks, digests } = sample(slots(1, 64)[0] ?? new Uint8Array(), 1);
  // A thread throws, and with that dies, when there are not as many digests as blocks. As many as there can be threads.
  const deadly = Array.from({ length: 16 }, () => checker.firstBad(blocks, digests.subarray(32), RULE));
  const pending = Array.from({ length: 16 }, () => checker.firstBad(blocks, digests, RULE));
  const outcomes = await Promise.allSettled([...deadly, ...pending]);
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
  expect(outcomes[0]).toMatchObject({
    reason: { message: 'The checking thread failed', cause: { code: 'FMT-01' } },
  });
  await expect(checker.firstBad(blocks, digests, RULE)).rejects.toThrow('The checking thread failed');
  await expect(checker.unpack(new Uint8Array(), new Uint8Array(1))).rejects.toThrow(
    'The checking thread failed',
  );
});

test('blockChecker() rejects what is not done when it is disposed of', async () => {
  const { blocks, digests } = sample(slots(1, 256)[0] ?? new Uint8Array(), 1);
  const pending = Array.from({ length: 200 }, () => checker.firstBad(blocks, digests, RULE));
  const settled = Promise.allSettled(pending);
  await checker[Symbol.asyncDispose]();
  const outcomes = await settled;
  expect(outcomes.at(-1)).toMatchObject({ status: 'rejected' });
  await expect(checker.firstBad(blocks, digests, RULE)).rejects.toThrow('The checking thread ended');
});
