import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readKeyblock } from '../../../src/formats/vboot/keyblock.ts';
import { keyblockHashHolds } from '../../../src/formats/vboot/keyblock-hash-holds.ts';
import { DEVKEYS, testWith } from '../../tool.ts';
import { keyblock } from './samples.ts';

test('keyblockHashHolds() is true of a keyblock as it was made', () => {
  expect(keyblockHashHolds(readKeyblock(keyblock))).toBe(true);
});

test.for([
  ['flags', 72],
  ['digest', 632],
  ['digest', 695],
] as const)('keyblockHashHolds() is false when the %s has changed (byte %i)', ([, at]) => {
  const copy = Uint8Array.from(keyblock);
  copy[at] = (copy[at] ?? 0) ^ 1;
  expect(keyblockHashHolds(readKeyblock(copy))).toBe(false);
});

testWith('futility').for(['firmware', 'kernel', 'recovery_kernel', 'installer_kernel', 'minios_kernel'])(
  'keyblockHashHolds() is true of the development keyblock %s',
  (name) => {
    expect(keyblockHashHolds(readKeyblock(readFileSync(join(DEVKEYS, `${name}.keyblock`))))).toBe(true);
  },
);
