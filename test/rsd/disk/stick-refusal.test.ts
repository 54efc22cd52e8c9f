import { expect, test } from 'vitest';
import type { DiskDescription } from '../../../src/core/ports.ts';
import { stickRefusal } from '../../../src/rsd/disk/stick-refusal.ts';

const STICK: DiskDescription = {
  name: 'sdb',
  devicePath: '/dev/sdb',
  model: 'Ultra',
  serial: '4C53',
  sizeBytes: 32e9,
  sectorBytes: 512,
  bus: 'usb',
  removable: 'removable',
  access: 'read-write',
  usedBy: [],
};

test.for([
  ['a stick', {}, 'none'],
  ['a loop device, which somebody made of a file', { name: 'loop3', removable: 'fixed' }, 'none'],
  ['a reader without a card', { sizeBytes: 0 }, 'there is nothing in it'],
  [
    'the stick that this computer runs from',
    { usedBy: ['mounted at /'] },
    'this computer runs from it: mounted at /',
  ],
  [
    'a disk with /boot',
    { usedBy: ['mounted at /boot/efi'] },
    'this computer runs from it: mounted at /boot/efi',
  ],
  ['a disk with swap', { usedBy: ['swap on /dev/sdb2'] }, 'this computer runs from it: swap on /dev/sdb2'],
  ['a disk below RAID or LVM', { usedBy: ['held by dm-0'] }, 'it is in use: held by dm-0'],
  ['a mounted stick', { usedBy: ['mounted at /media/x'] }, 'it is in use: mounted at /media/x'],
  ['the disk inside', { removable: 'fixed', bus: 'nvme' }, 'it is a disk of this computer, and no stick'],
  ['a write-protected stick', { access: 'read-only' }, 'it is write-protected'],
  ['one with large sectors', { sectorBytes: 4096 }, 'its sectors have 4096 bytes, and firmware wants 512'],
] as const)('stickRefusal() of %s', ([, change, refusal]) => {
  expect(stickRefusal({ ...STICK, ...change })).toBe(refusal);
});
