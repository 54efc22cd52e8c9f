import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readVpd } from '../../../src/formats/vpd/read-vpd.ts';
import { faultOf } from '../fault-of.ts';

function lengthOf(bytes: Uint8Array): number[] {
  const groups = [bytes.length & 0x7f];
  for (let rest = bytes.length >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 0x7f) | 0x80);
  return groups;
}

function entry(key: Uint8Array | string, value: Uint8Array | string, type = 1): Uint8Array {
  const [k, v] = [key, value].map((of) => (typeof of === 'string' ? new TextEncoder().encode(of) : of));
  if (!k || !v) return new Uint8Array();
  return new Uint8Array(
    Buffer.concat([Uint8Array.of(type, ...lengthOf(k)), k, Uint8Array.from(lengthOf(v)), v]),
  );
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function info(sizeBytes: number): Uint8Array {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, sizeBytes, true);
  return entry(Uint8Array.of(1, ...new TextEncoder().encode('gVpdInfo')), size, 0xfe);
}

/** As on flash: tables of VPD 1.x, the info header at 0x600, entries, and erased flash. */
function flashArea(entries: Uint8Array): Uint8Array {
  const area = new Uint8Array(0x4000).fill(0xff);
  area.set(new TextEncoder().encode('_SM_'));
  area.set(joined(info(entries.length), entries), 0x600);
  return area;
}

const serial = entry('serial_number', 'TEST');
const region = entry('region', 'us');
const both = joined(serial, region);
const expected = new Map([
  ['serial_number', 'TEST'],
  ['region', 'us'],
]);

// The bytes of this one are written out, so that the others cannot agree on a wrong format.
const WRITTEN_OUT = Buffer.from(
  'fe090167567064496e666f0420000000010d73657269616c5f6e756d62657204544553540106726567696f6e02757300',
  'hex',
);

test.for<[string, Uint8Array]>([
  ['a blob written out byte by byte', WRITTEN_OUT],
  ['a flash area', flashArea(both)],
  ['a blob with its info header', joined(info(both.length), both)],
  ['a blob with bytes behind it', joined(info(both.length), both, Uint8Array.of(9, 9))],
  ['bare entries', both],
  ['entries with a terminator', joined(both, Uint8Array.of(0), entry('hidden', 'x'))],
  ['entries with erased flash behind them', joined(both, Uint8Array.of(0xff, 0xff))],
  ['another info entry in between', joined(serial, entry('gVpdInfo', '1234', 0xfe), region)],
  ['a value filled up with NULs', joined(entry('serial_number', 'TEST\0\0'), region)],
  ['a key that is there twice', joined(both, entry('region', 'de'))],
])('readVpd() reads %s', ([, bytes]) => {
  expect(readVpd(bytes)).toEqual(expected);
});

test.for<[string, Uint8Array]>([
  ['nothing', new Uint8Array()],
  ['an erased area', new Uint8Array(0x4000).fill(0xff)],
  ['an area of zeros', new Uint8Array(0x4000)],
  ['an area with an info header and no entries', flashArea(new Uint8Array())],
])('readVpd() finds no texts in %s', ([, bytes]) => {
  expect(readVpd(bytes)).toEqual(new Map());
});

test('readVpd() gives back every key and value that is stored', () => {
  const key = fc.stringMatching(/^[!-~]{1,200}$/);
  const value = fc.string({ unit: 'grapheme', maxLength: 300 }).filter((text) => !text.endsWith('\0'));
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name }), (texts) => {
      const entries = joined(...texts.map(([name, text]) => entry(name, text)));
      expect(readVpd(entries)).toEqual(new Map(texts));
      expect(readVpd(joined(info(entries.length), entries))).toEqual(new Map(texts));
    }),
  );
});

test('readVpd() keeps a byte order mark, and replaces what is not UTF-8', () => {
  expect(readVpd(entry('k', '\ufeffA')).get('k')).toBe('\ufeffA');
  expect(readVpd(entry('k', Uint8Array.of(0x41, 0xff))).get('k')).toBe('A\ufffd');
});

test('readVpd() is not misled by a value that looks like an info header at 0x600', () => {
  const filler = new Uint8Array(0x600 - 5).fill(0x41);
  const misleading = entry('k', joined(filler, info(region.length), region));
  expect(misleading.subarray(0x600, 0x602)).toEqual(Uint8Array.of(0xfe, 9));
  expect([...readVpd(misleading).keys()]).toEqual(['k']);
});

test.for<[string, string, Uint8Array]>([
  ['more than 1 MiB', 'size', new Uint8Array((1 << 20) + 1)],
  ['an info header that promises more than there is', 'size', joined(info(both.length + 1), both)],
  ['an info header that promises 4 GiB', 'size', joined(info(0xffffffff), both)],
  ['an unknown type', 'type', joined(serial, Uint8Array.of(2))],
  ['a flash area without an info header', 'type', flashArea(both).fill(0xff, 0x600)],
  ['a cut key', 'key', serial.subarray(0, 5)],
  ['a cut value', 'value', serial.subarray(0, -1)],
  ['an entry that ends with its type', 'key', Uint8Array.of(1)],
  ['an entry that ends with its key', 'value', serial.subarray(0, 15)],
  ['a length of 32 MiB', 'key', Uint8Array.of(1, 0x90, 0x80, 0x80, 0x00)],
  ['a length of five bytes', 'key', Uint8Array.of(1, 0x80, 0x80, 0x80, 0x80, 0x01, 0x41)],
  ['an empty key', 'key', entry('', 'x')],
  ['a key with a NUL', 'key', entry('a\0b', 'x')],
  ['an unprintable key', 'key', entry('a\u001b', 'x')],
])('readVpd() refuses %s', ([, field, bytes]) => {
  expect(faultOf(() => readVpd(bytes))).toMatchObject({ code: 'FMT-01', facts: { format: 'VPD', field } });
});

test('readVpd() throws nothing but faults for any bytes', () => {
  const starts = fc.constantFrom(new Uint8Array(), both, info(40), Uint8Array.of(1, 2));
  fc.assert(
    fc.property(starts, fc.uint8Array({ maxLength: 60 }), (start, rest) => {
      const fault = faultOf(() => readVpd(joined(start, rest)));
      expect(fault === 'nothing thrown' || fault.code === 'FMT-01').toBe(true);
    }),
    { numRuns: 500 },
  );
});
