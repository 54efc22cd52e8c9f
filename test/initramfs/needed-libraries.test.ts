import { realpathSync } from 'node:fs';
import { expect } from 'vitest';
import { neededLibraries } from '../../initramfs/needed-libraries.ts';
import { testWith, tool } from '../tool.ts';

const PROGRAM = '/usr/bin/mount';

testWith(
  'objdump',
  'ldd',
  'mount',
)('neededLibraries() finds what ldd finds', async () => {
  const { stdout } = tool('ldd', PROGRAM);
  const real = [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => realpathSync(path));
  const found = (await neededLibraries('/', [PROGRAM])).map((path) => realpathSync(`/${path}`));
  expect([...new Set(found)].toSorted()).toEqual([...new Set(real)].toSorted());
  expect(found.length).toBeGreaterThan(1);
});

testWith('objdump')('neededLibraries() says what is missing', async () => {
  await expect(neededLibraries('/nowhere', [PROGRAM])).rejects.toThrow('which is not in /nowhere');
});
