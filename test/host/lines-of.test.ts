import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf } from '../../src/host/lines-of.ts';

async function* inTurn<T>(chunks: readonly T[]): AsyncGenerator<T, void, undefined> {
  yield* chunks;
}

/** What comes out before the lines end or fail. */
async function lines(
  chunks: readonly (Uint8Array | string)[],
  maxChars = 100,
): Promise<{ given: string[]; end: unknown }> {
  const given: string[] = [];
  try {
    for await (const line of linesOf(inTurn(chunks), maxChars)) given.push(line);
    return { given, end: 'ended' };
  } catch (error) {
    return { given, end: error };
  }
}

test('linesOf() gives the same lines however the bytes are cut', async () => {
  const text = fc.array(
    fc.string({ unit: 'grapheme', maxLength: 12 }).map((line) => line.replaceAll('\n', ' ')),
  );
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(300)), async (expected, cuts) => {
      const bytes = Buffer.from(expected.map((line) => `${line}\n`).join(''));
      const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].toSorted(
        (a, b) => a - b,
      );
      const chunks = places.slice(1).map((to, at) => bytes.subarray(places[at], to));
      const { given, end } = await lines(chunks, 1000);
      // A byte order mark at the very start is no part of the text.
      expect(given.join('\n')).toBe(expected.join('\n').replace(/^\uFEFF/, ''));
      expect(end).toBe('ended');
    }),
  );
});

test('linesOf() leaves out a last line that was cut off', async () => {
  expect(await lines(['one\ntw', 'o\nthr', 'ee'])).toEqual({ given: ['one', 'two'], end: 'ended' });
});

test('linesOf() gives empty lines', async () => {
  expect(await lines(['\n\na\n'])).toEqual({ given: ['', '', 'a'], end: 'ended' });
});

test('linesOf() takes a line of exactly the longest length', async () => {
  const longest = 'x'.repeat(100);
  expect(await lines([`${longest}\n`, longest, '\n'])).toEqual({ given: [longest, longest], end: 'ended' });
});

test.for([
  ['in one piece', [`${'x'.repeat(101)}\n`]],
  ['in two pieces', ['x'.repeat(60), `${'x'.repeat(41)}\n`]],
  ['without an end', ['x'.repeat(60), 'x'.repeat(60)]],
  ['before a good one', [`${'x'.repeat(101)}\ngood\n`]],
] as const)(
  'linesOf() refuses a line that is too long, %s, and gives what came before it',
  async ([, chunks]) => {
    const { given, end } = await lines(['good\n', ...chunks]);
    expect(given).toEqual(['good']);
    expect(end).toBeInstanceOf(RangeError);
  },
);

test('linesOf() reads no more of an endless line than it needs to refuse it', async () => {
  let chunks = 0;
  const endless = async function* (): AsyncGenerator<string, void, undefined> {
    for (;;) {
      chunks += 1;
      yield 'x'.repeat(64);
    }
  };
  await expect(linesOf(endless(), 1000).next()).rejects.toThrow(RangeError);
  expect(chunks).toBe(16);
});

test('linesOf() puts a replacement character where bytes are not UTF-8', async () => {
  expect(await lines([Uint8Array.of(0x61, 0xff, 0x62, 0x0a)])).toEqual({ given: ['a\uFFFDb'], end: 'ended' });
});
