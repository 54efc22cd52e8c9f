import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteExtents, MAX_EXTENTS } from '../../../src/net/keep/byte-extents.ts';

const SIZE = 60;
const ranges = fc.array(
  fc.tuple(fc.nat(SIZE), fc.nat(SIZE)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
  { maxLength: 20 },
);

const made = (list: readonly (readonly [number, number])[]): ByteExtents =>
  list.reduce((extents, [start, end]) => extents.with(start, end), ByteExtents.none);

test('ByteExtents has exactly the bytes that were given, in extents that are in order and apart', () => {
  fc.assert(
    fc.property(ranges, (list) => {
      const extents = made(list);
      const wanted = Array.from({ length: SIZE }, (_, at) =>
        list.some(([start, end]) => at >= start && at < end),
      );
      const got = Array.from({ length: SIZE }, (_, at) =>
        extents.list.some(([start, end]) => at >= start && at < end),
      );
      expect(got).toEqual(wanted);
      for (const [at, [start, end]] of extents.list.entries()) {
        expect(start).toBeLessThan(end);
        expect(start).toBeGreaterThan(extents.list[at - 1]?.[1] ?? -1);
      }
      expect(extents.missingBytes(SIZE)).toBe(wanted.filter((there) => !there).length);
    }),
  );
});

test('ByteExtents.runs() covers a range without a gap, each run wholly kept or wholly missing', () => {
  fc.assert(
    fc.property(ranges, fc.nat(SIZE), fc.nat(SIZE), (list, a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const runs = made(list).runs(from, to);
      const flat = runs.flatMap(({ startBytes, endBytes, is }) =>
        Array.from({ length: endBytes - startBytes }, (_, nth) => [startBytes + nth, is] as const),
      );
      expect(flat).toEqual(
        Array.from({ length: to - from }, (_, nth) => {
          const at = from + nth;
          const there = list.some(([start, end]) => at >= start && at < end);
          return [at, there ? 'kept' : 'missing'];
        }),
      );
      expect(runs.filter(({ is }, at) => is === runs[at + 1]?.is)).toEqual([]);
    }),
  );
});

test('ByteExtents.runs() has nothing to say about a range that is empty or upside down', () => {
  expect(made([[0, 10]]).runs(5, 5)).toEqual([]);
  expect(made([[0, 10]]).runs(8, 2)).toEqual([]);
});

test('ByteExtents.with() forgets the smallest extent when there are too many', () => {
  const list = Array.from({ length: MAX_EXTENTS }, (_, at) => [at * 100, at * 100 + 10 + (at % 7)] as const);
  const full = new ByteExtents(list);
  const more = full.with(MAX_EXTENTS * 100, MAX_EXTENTS * 100 + 50);
  expect(more.list).toEqual([...list.slice(1), [MAX_EXTENTS * 100, MAX_EXTENTS * 100 + 50]]);
  expect(full.with(MAX_EXTENTS * 100, MAX_EXTENTS * 100 + 1).list).toEqual(list);
  expect(full.with(10, 100).list).toHaveLength(MAX_EXTENTS - 1);
});
