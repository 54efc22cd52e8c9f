import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stickFacts } from '../../src/host/stick-facts.ts';

const STICK = '/media/stick';
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rsd-facts-'));
  mkdirSync(join(root, 'proc/self'), { recursive: true });
  writeFileSync(
    join(root, 'proc/self/mountinfo'),
    `36 25 8:17 / ${STICK} rw,nosuid shared:1 - vfat /dev/sdb1 rw\n`,
  );
  mkdirSync(join(root, 'sys/dev/block'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

/** A device of the kernel's at `place`, whose partition is mounted, with files of sysfs above it. */
function device(place: string, files: Readonly<Record<string, string>> = {}): void {
  mkdirSync(join(root, 'sys/devices', place), { recursive: true });
  symlinkSync(join(root, 'sys/devices', place), join(root, 'sys/dev/block/8:17'));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, 'sys/devices', file), text);
}

test('stickFacts() has the serial number of a USB stick, and the port that it is in', async () => {
  const usb = 'pci0000:00/0000:00:14.0/usb1/1-2';
  device(`${usb}/1-2:1.0/host2/target2:0:0/2:0:0:0/block/sdb/sdb1`, { [`${usb}/serial`]: '4C530001\n' });
  expect(await stickFacts(root, STICK)).toEqual({ serial: '4C530001', port: 'usb 1-2' });
});

test('stickFacts() has the port of the hub that the stick is in, and not of the hub itself', async () => {
  const hub = 'pci0000:00/0000:00:14.0/usb1/1-2';
  device(`${hub}/1-2.4/1-2.4:1.0/host2/target2:0:0/2:0:0:0/block/sdb/sdb1`, {
    [`${hub}/serial`]: 'of the hub',
    [`${hub}/1-2.4/serial`]: 'of\u0007the stick',
  });
  expect(await stickFacts(root, STICK)).toEqual({ serial: 'ofthe stick', port: 'usb 1-2.4' });
});

test('stickFacts() has the serial number and the slot of an SD card', async () => {
  const card = 'platform/sdhci/mmc_host/mmc1/mmc1:aaaa';
  device(`${card}/block/mmcblk1/mmcblk1p1`, { [`${card}/serial`]: '0x12ab\n' });
  expect(await stickFacts(root, STICK)).toEqual({ serial: '0x12ab', port: 'mmc1' });
});

test.for([
  ['is no stick', 'pci0000:00/0000:00:1f/ata1/host0/target/0:0:0:0/block/sda/sda1'],
  ['is in memory', 'virtual/bdi'],
] as const)('stickFacts() knows nothing of what %s', async ([, place]) => {
  device(place);
  expect(await stickFacts(root, STICK)).toEqual({ serial: 'unknown', port: 'unknown' });
});

test('stickFacts() knows nothing of a stick that was pulled, or is not mounted', async () => {
  const unknown = { serial: 'unknown', port: 'unknown' };
  expect(await stickFacts(root, STICK)).toEqual(unknown);
  expect(await stickFacts(root, '/elsewhere')).toEqual(unknown);
});

test('stickFacts() has the port of a stick without a serial number', async () => {
  device('usb1/1-2/1-2:1.0/host2/block/sdb/sdb1');
  expect(await stickFacts(root, STICK)).toEqual({ serial: 'unknown', port: 'usb 1-2' });
});
