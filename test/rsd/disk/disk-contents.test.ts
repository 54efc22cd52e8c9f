import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { diskContents } from '../../../src/rsd/disk/disk-contents.ts';
import { testWith, tool } from '../../tool.ts';

const MIB = 1 << 20;
const { signal } = new AbortController();
const withTools = testWith('cgpt', 'mkfs.vfat');
let file: string;

beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'rsd-')), 'disk');
  writeFileSync(file, '');
  truncateSync(file, 64 * MIB);
});
afterEach(() => rmSync(join(file, '..'), { recursive: true }));

function contents(path = file): Promise<string> {
  const sizeBytes = path === file ? statSync(file).size : 0;
  return diskContents(
    {
      name: 'sdb',
      devicePath: path,
      model: 'x',
      serial: 'x',
      sizeBytes,
      sectorBytes: 512,
      bus: 'usb',
      removable: 'removable',
      access: 'read-write',
      usedBy: [],
    },
    signal,
  );
}

withTools('diskContents() names the partitions of a GPT', async () => {
  tool('cgpt', 'create', file);
  tool('cgpt', 'add', '-b', '2048', '-s', '2048', '-t', 'data', '-l', 'photos', file);
  tool('cgpt', 'add', '-b', '4096', '-s', '2048', '-t', 'data', '-l', 'a\u001b[2J', file);
  const shown = await contents();
  expect(shown).toMatch(/^2 partitions: photos, a/);
  expect(shown).not.toContain('\u001b');
});

withTools('diskContents() names a file system without a table', async () => {
  tool('mkfs.vfat', '-F', '32', '-n', 'HOLIDAY', file);
  expect(await contents()).toBe('FAT32 "HOLIDAY"');
});

withTools('diskContents() names the file systems in a DOS table', async () => {
  const part = join(file, '../part');
  writeFileSync(part, '');
  truncateSync(part, 40 * MIB);
  tool('mkfs.vfat', '-F', '32', '-n', 'CAMERA', part);
  const mbr = Buffer.alloc(512);
  mbr[446 + 4] = 0x0c;
  mbr.writeUInt32LE(2048, 446 + 8);
  mbr.writeUInt32LE(81_920, 446 + 12);
  mbr.writeUInt16LE(0xaa55, 510);
  writeFileSync(join(file, '../mbr'), mbr);
  tool('dd', `if=${join(file, '../mbr')}`, `of=${file}`, 'conv=notrunc');
  tool('dd', `if=${part}`, `of=${file}`, 'bs=1M', 'seek=1', 'conv=notrunc');
  expect(await contents()).toBe('1 partition: FAT32 "CAMERA"');
});

withTools('diskContents() tells an empty disk from one that it does not know', async () => {
  expect(await contents()).toBe('empty');
  writeFileSync(file, Buffer.alloc(MIB, 7));
  expect(await contents()).toBe('no partitions');
  expect(await contents('/nowhere')).toBe('what is on it cannot be read (ENOENT)');
});
