import { expect, test } from 'vitest';
import { readSerial } from '../../src/sku/read-serial.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.for(['5CD012345K\n', 'SN123\n', 'NXHKDEG0010190B2C57600', 'PF-3X K7/QZ'])(
  'readSerial() takes %j',
  (raw) => {
    expect(readSerial(bytes(raw))).toBe(raw.trim());
  },
);

test.for([
  'To be filled by O.E.M.\n',
  'TO BE FILLED BY O.E.M.\n',
  'Default string\n',
  'System Serial Number\n',
  'Not Specified\n',
  'None\n',
  '123456789\n',
  '0\n',
  '00000000\n',
  'XXXXXXXXXXX\n',
  '\n',
  'SN\x1b[31m1\n',
  'A1'.repeat(65),
])('readSerial() does not take %j for a serial number', (raw) => {
  expect(readSerial(bytes(raw))).toBeNull();
});
