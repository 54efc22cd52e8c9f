import { expect, test } from 'vitest';
import { readBzimage } from '../../src/signing/read-bzimage.ts';
import { faultOf } from '../formats/fault-of.ts';
import { anyBzimage } from './any-bzimage.ts';

const HEADER_BYTES = 5 * 512;
const file = anyBzimage(100);

function withSetupSectors(sectors: number): Uint8Array {
  const copy = Uint8Array.from(file);
  copy[0x1f1] = sectors;
  return copy;
}

test('readBzimage() parts the 16-bit code from the kernel', () => {
  const { header, kernel } = readBzimage(file);
  expect(Buffer.compare(header, file.subarray(0, HEADER_BYTES))).toBe(0);
  expect(Buffer.compare(kernel, file.subarray(HEADER_BYTES))).toBe(0);
});

test('readBzimage() points the boot parameters to the command line, and to nothing that the firmware does not load', () => {
  const page = Buffer.from(readBzimage(file).bootParameters(0x12_3000n));
  expect(page).toHaveLength(4096);
  expect(page.readUInt32LE(0x228)).toBe(0x12_3000);
  expect(page.readUInt32LE(0x218)).toBe(0);
  expect(page.readUInt32LE(0x21c)).toBe(0);
  expect(page[0x210]).toBe(0xff);
  expect(page.toString('latin1', 0x202, 0x206)).toBe('HdrS');
});

test.for([
  ['no bytes', 'header', new Uint8Array()],
  ['a file without the magic number', 'header', Buffer.alloc(4096)],
  ['a header that is cut short', 'header', file.subarray(0, 0x2cf)],
  ['no setup sectors', 'setup_sects', withSetupSectors(0)],
  ['setup sectors that leave no kernel', 'setup_sects', file.subarray(0, HEADER_BYTES)],
  ['more setup sectors than there are', 'setup_sects', withSetupSectors(255)],
] as const)('readBzimage() refuses %s', ([, field, bytes]) => {
  expect(faultOf(() => readBzimage(bytes))).toMatchObject({ code: 'FMT-01', facts: { field } });
});
