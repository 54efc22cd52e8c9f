import { expect, test } from 'vitest';
import { commandLine } from '../../initramfs/command-line.ts';
import { readSoftwareCommandLine } from '../../src/stick/read-software-command-line.ts';

const GUID = '01234567-89AB-8CDE-8123-456789ABCDEF';
const SEALED = { dataBlocks: 17, rootDigest: 'ab'.repeat(32), salt: 'cd'.repeat(32) };
const LINE = commandLine(SEALED, GUID);

test('readSoftwareCommandLine() reads what the build of the recovery software writes', () => {
  expect(readSoftwareCommandLine(LINE)).toEqual({ partitionGuid: GUID, verity: { version: 1, ...SEALED } });
});

test.for([
  ['nothing', ''],
  ['a second digest, which is the one that would count', `${LINE} rsd.digest=${'00'.repeat(32)}`],
  ['a digest that is too short', LINE.replace(/rsd\.digest=ab/, 'rsd.digest=')],
  ['no salt', LINE.replace(/rsd\.salt=\w+/, '')],
  ['blocks that are no number', LINE.replace('rsd.blocks=17', 'rsd.blocks=17k')],
  ['a root by another name', LINE.replace('PARTUUID=', '/dev/sda')],
  ['an open quote', `${LINE} "`],
] as const)('readSoftwareCommandLine() refuses %s', ([, line]) => {
  expect(() => readSoftwareCommandLine(line)).toThrow(expect.objectContaining({ code: 'MAK-06' }));
});
