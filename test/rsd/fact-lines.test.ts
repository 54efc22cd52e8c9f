import { expect, test } from 'vitest';
import { factLines } from '../../src/rsd/fact-lines.ts';

test('factLines() names every fact on a line of its own', () => {
  expect(factLines({ file: 'a.bin', bytes: 7, disks: ['sda', 'sdb'] })).toEqual([
    'file: a.bin',
    'bytes: 7',
    'disks: sda, sdb',
  ]);
});

test('factLines() lets nothing move the cursor or turn the direction of writing', () => {
  const [line = ''] = factLines({ file: 'a\u001b[2Jb\u202ec\nd' });
  expect(line).toBe('file: a\\u001b[2Jb\\u202ec\\u000ad');
});
