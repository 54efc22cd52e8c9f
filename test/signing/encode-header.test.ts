import { expect, test } from 'vitest';
import { encodeHeader } from '../../src/signing/encode-header.ts';

test('encodeHeader() puts each value in its place and leaves the rest zero', () => {
  const header = encodeHeader(24, [
    [0, Buffer.from('AB')],
    [4, 0x8765_4321],
    [12, 0x0102_0304_0506_0708n],
  ]);
  expect(Buffer.from(header).toString('hex')).toBe('414200002143658700000000080706050403020100000000');
});
