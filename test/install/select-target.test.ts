import { expect, test } from 'vitest';
import type { DiskDescription } from '../../src/core/ports.ts';
import { selectTarget } from '../../src/install/select-target.ts';
import { faultOf } from '../formats/fault-of.ts';

const NVME: DiskDescription = {
  name: 'nvme0n1',
  model: 'Fast',
  serial: 'S1',
  sizeBytes: 1 << 30,
  devicePath: '/dev/nvme0n1',
  sectorBytes: 512,
  bus: 'nvme',
  removable: 'fixed',
  access: 'read-write',
  usedBy: [],
};
const STICK: DiskDescription = {
  ...NVME,
  name: 'sda',
  model: 'Stick',
  serial: 'U1',
  bus: 'usb',
  removable: 'removable',
  usedBy: ['mounted at /media/stick'],
};
const NVME_WORDS = 'nvme0n1: Fast, serial S1, 1073741824 bytes, nvme, fixed';
const STICK_WORDS = 'sda: Stick, serial U1, 1073741824 bytes, usb, removable';

test.for(['nvme', 'mmc', 'sata', 'ufs', 'virtual'] as const)(
  'selectTarget() takes the one disk that is built in, on %s, and not the stick',
  (bus) => {
    const internal = { ...NVME, bus };
    expect(selectTarget([STICK, internal])).toBe(internal);
    expect(selectTarget([internal, STICK])).toBe(internal);
  },
);

test('selectTarget() takes the card reader for a target only where it is told to, and then nothing else', () => {
  const card: DiskDescription = { ...NVME, name: 'mmcblk1', bus: 'sd' };
  expect(selectTarget([NVME, card, STICK], 'sd')).toBe(card);
  expect(selectTarget([NVME, card, STICK])).toBe(NVME);
  expect(faultOf(() => selectTarget([NVME, STICK], 'sd'))).toMatchObject({ code: 'DSK-01' });
});

test.for([
  ['there is none', [], 'DSK-01', { seen: [] }],
  ['there is only the stick', [STICK], 'DSK-01', { seen: [STICK_WORDS] }],
  ['the stick says that it is fixed', [{ ...STICK, removable: 'fixed' }], 'DSK-01', undefined],
  ['it is removable', [{ ...NVME, removable: 'removable' }], 'DSK-01', undefined],
  ['it is in the card reader', [{ ...NVME, bus: 'sd' }], 'DSK-01', undefined],
  ['it is on an unknown bus', [{ ...NVME, bus: 'unknown' }], 'DSK-01', undefined],
  ['it is read-only', [NVME, STICK].map(readOnly), 'DSK-03', { disk: 'nvme0n1' }],
  [
    'it is in use',
    [{ ...NVME, usedBy: ['mounted at /mnt', 'swap on /dev/nvme0n1p5'] }],
    'DSK-04',
    { disk: 'nvme0n1', by: 'mounted at /mnt, swap on /dev/nvme0n1p5' },
  ],
  ['there are two alike', [NVME, NVME, STICK], 'DSK-05', { disks: [NVME_WORDS, NVME_WORDS] }],
  ['the other one cannot be written', [NVME, readOnly(NVME)], 'DSK-05', undefined],
  ['the other one is in use', [NVME, { ...NVME, bus: 'mmc', usedBy: ['mounted at /'] }], 'DSK-05', undefined],
] as const)('selectTarget() refuses when %s', ([, disks, code, facts]) => {
  expect(faultOf(() => selectTarget(disks))).toMatchObject({ code, ...(facts && { facts }) });
});

function readOnly(disk: DiskDescription): DiskDescription {
  return { ...disk, access: 'read-only' };
}
