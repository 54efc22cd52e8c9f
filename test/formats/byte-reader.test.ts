import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from '../../src/formats/byte-reader.ts';
import { faultOf } from './fault-of.ts';

const bytes = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 0x88, 0x41, 0x7e, 0, 0x42, 0x1b]);
const reader = new ByteReader('test', bytes);

test('ByteReader reads little-endian numbers', () => {
  expect([reader.u8(7, 'a'), reader.u16(1, 'a'), reader.u32(4, 'a')]).toEqual([0x88, 0x0302, 0x88070605]);
  expect(reader.u64(0, 'a')).toBe(0x8807060504030201n);
});

test('ByteReader reads a view of bytes that begin inside of their buffer', () => {
  expect(new ByteReader('test', bytes.subarray(4)).u16(0, 'a')).toBe(0x0605);
});

test('ByteReader.slice() gives the bytes themselves', () => {
  expect(reader.slice(2, 3, 'a').buffer).toBe(bytes.buffer);
  expect(reader.slice(2, 3, 'a')).toEqual(bytes.subarray(2, 5));
});

test('ByteReader.slice() is no Buffer when the bytes are one', () => {
  const slice = new ByteReader('test', Buffer.from([0, ...bytes]).subarray(1)).slice(2, 3, 'a');
  expect(Buffer.isBuffer(slice)).toBe(false);
  expect(slice).toEqual(bytes.subarray(2, 5));
});

test('ByteReader.ascii() ends at the first NUL, or with its room', () => {
  expect([reader.ascii(8, 4, 'a'), reader.ascii(8, 2, 'a'), reader.ascii(10, 2, 'a')]).toEqual([
    'A~',
    'A~',
    '',
  ]);
});

test.for([
  ['a control character', 12],
  ['a byte above ASCII', 7],
] as const)('ByteReader.ascii() refuses %s', ([, at]) => {
  expect(() => reader.ascii(at, 1, 'name')).toThrow(
    expect.objectContaining({
      facts: { format: 'test', field: 'name', problem: expect.stringContaining('unprintable') },
    }),
  );
});

test('ByteReader.ascii() reads a text of many megabytes', () => {
  const long = new Uint8Array(1 << 23).fill(0x41);
  expect(new ByteReader('test', long).ascii(0, long.length, 'a')).toHaveLength(long.length);
});

const READS: Record<string, (offsetBytes: number, lengthBytes: number) => unknown> = {
  u8: (at) => reader.u8(at, 'a'),
  u16: (at) => reader.u16(at, 'a'),
  u32: (at) => reader.u32(at, 'a'),
  u64: (at) => reader.u64(at, 'a'),
  slice: (at, length) => reader.slice(at, length, 'a'),
  ascii: (at, length) => reader.ascii(at, length, 'a'),
};

const EDGES = [
  -1,
  0.5,
  13,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53,
  2 ** 64,
  Number.NaN,
  Infinity,
];

test.for(Object.keys(READS))('ByteReader.%s() throws nothing but a fault, wherever it is sent', (name) => {
  const anything = fc.oneof(fc.constantFrom(...EDGES), fc.integer(), fc.double());
  fc.assert(
    fc.property(anything, anything, (offsetBytes, lengthBytes) => {
      const fault = faultOf(() => READS[name]?.(offsetBytes, lengthBytes));
      expect(fault === 'nothing thrown' || fault.code === 'FMT-01').toBe(true);
    }),
  );
});

test.for(EDGES)('ByteReader refuses the offset %d', (at) => {
  expect(() => reader.u8(at, 'a')).toThrow('FMT-01');
});

test.for(EDGES.filter((length) => length !== 13))('ByteReader refuses the length %d', (length) => {
  expect(() => reader.slice(0, length, 'a')).toThrow('FMT-01');
});

test('ByteReader takes a slice that ends with the bytes, and none that ends one behind', () => {
  expect(reader.slice(13, 0, 'a')).toHaveLength(0);
  expect(reader.slice(1, 12, 'a')).toHaveLength(12);
  expect(() => reader.slice(1, 13, 'a')).toThrow('FMT-01');
  expect(() => reader.u64(6, 'a')).toThrow('FMT-01');
});
