import { expect, test } from 'vitest';
import { commandLine } from '../../initramfs/command-line.ts';

test('commandLine() says what init needs, and ends with the console that /dev/console leads to', () => {
  const sealed = { dataBlocks: 17, rootDigest: 'ab'.repeat(32), salt: 'cd'.repeat(32) };
  const words = commandLine(sealed, '01234567-89AB-8CDE-8123-456789ABCDEF').split(' ');
  expect(words.slice(0, 4)).toEqual([
    'rsd.root=PARTUUID=01234567-89ab-8cde-8123-456789abcdef',
    `rsd.digest=${'ab'.repeat(32)}`,
    `rsd.salt=${'cd'.repeat(32)}`,
    'rsd.blocks=17',
  ]);
  expect(words).toContain('panic=30');
  expect(words.at(-1)).toBe('console=ttyS0,115200');
});
