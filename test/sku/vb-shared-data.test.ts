import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readVbSharedData } from '../../src/sku/vb-shared-data.ts';
import { hexDump, vbSharedData } from '../fixtures/vb-shared-data.ts';

const text = (dump: string): Uint8Array => new TextEncoder().encode(dump);
const fields = {
  flags: 0x8050,
  recoveryReason: 0x43,
  minimumFirmware: 0x2_0005,
  minimumKernel: 0x8000_0001,
};
const dump = hexDump(vbSharedData(fields));

test.for([
  ['bytes', vbSharedData(fields)],
  ['bytes of version 2', vbSharedData({ ...fields, version: 2 })],
  ['bytes with room behind them', Uint8Array.of(...vbSharedData(fields), ...new Uint8Array(1976))],
  ['bytes inside of other bytes', Uint8Array.of(1, 2, 3, ...vbSharedData(fields)).subarray(3)],
  ['a dump in rows', text(dump)],
  ['a dump on one line', text(dump.replaceAll('\n', ' '))],
  ['a dump in capitals', text(dump.toUpperCase())],
] as const)('readVbSharedData() reads %s', ([, bytes]) => {
  expect(readVbSharedData(bytes)).toEqual(fields);
});

test.for([
  ['no bytes', new Uint8Array()],
  ['erased flash', new Uint8Array(1096).fill(0xff)],
  ['zeros', new Uint8Array(1096)],
  ['another magic', vbSharedData({ magic: 'VbSE' })],
  ['another magic in a dump', text(hexDump(vbSharedData({ magic: 'VbSE' })))],
  ['version 1, which has no recovery reason', vbSharedData({ version: 1 })],
  ['version 1 with room behind it', Uint8Array.of(...vbSharedData({ version: 1 }), ...new Uint8Array(64))],
  ['version 0', vbSharedData({ version: 0 })],
  ['one byte too few', vbSharedData().subarray(0, 1095)],
  ['a dump of one byte too few', text(hexDump(vbSharedData().subarray(0, 1095)))],
  ['what mainline kernels print', text('VbSD\x03\n')],
  ['a dump with half a byte', text(dump.slice(0, -2))],
  ['a dump with a word that is not hexadecimal', text(dump.replace('00', '0g'))],
  ['a dump without spaces', text(dump.replaceAll(/\s/g, ''))],
  ['a dump longer than 64 KiB', text(dump + '00 '.repeat(1 << 15))],
] as const)('readVbSharedData() refuses %s', ([, bytes]) => {
  expect(readVbSharedData(bytes)).toBeNull();
});

test('readVbSharedData() gives back what was written, in either form', () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });
  fc.assert(
    fc.property(
      fc.record({
        flags: word,
        recoveryReason: fc.integer({ min: 0, max: 255 }),
        minimumFirmware: word,
        minimumKernel: word,
      }),
      (written) => {
        const bytes = vbSharedData(written);
        expect(readVbSharedData(bytes)).toEqual(written);
        expect(readVbSharedData(text(hexDump(bytes)))).toEqual(written);
      },
    ),
  );
});
