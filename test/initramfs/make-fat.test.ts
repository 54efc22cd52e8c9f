import { mkdtempSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFat } from '../../initramfs/make-fat.ts';
import { testWith, tool } from '../tool.ts';

const MIB = 1 << 20;
const withFat = testWith('mcopy');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function made(name: string, sizeMib = 40): Promise<string> {
  const image = join(folder, name);
  writeFileSync(image, '');
  truncateSync(image, (sizeMib + 8) * MIB);
  writeFileSync(join(folder, 'source'), 'content of Größe');
  const files = ['rsd.toml', 'recovery/nimbus-1.2/Größe.img'].map((path) => ({
    path,
    file: join(folder, 'source'),
  }));
  await makeFat({ image, offsetBytes: 3 * MIB, sizeBytes: sizeMib * MIB, label: 'RSD-DATA', files });
  return image;
}

withFat('makeFat() makes a file system that mtools reads, at its place in the disk', async () => {
  const image = await made('disk');
  expect(
    readFileSync(image)
      .subarray(0, 3 * MIB)
      .every((byte) => byte === 0),
  ).toBe(true);
  const at = `${image}@@${3 * MIB}`;
  expect(tool('mdir', '-b', '-/', '-i', at, '::/').stdout.trim().split('\n')).toEqual([
    '::/rsd.toml',
    '::/recovery/',
    '::/recovery/nimbus-1.2/',
    '::/recovery/nimbus-1.2/Größe.img',
  ]);
  expect(tool('mtype', '-i', at, '::/recovery/nimbus-1.2/Größe.img').stdout).toBe('content of Größe');
});

testWith('fsck.vfat').for([[40], [300]] as const)(
  'makeFat() makes a whole FAT32 of %d MiB',
  async ([sizeMib]) => {
    const image = await made('disk', sizeMib);
    writeFileSync(join(folder, 'alone'), readFileSync(image).subarray(3 * MIB, (3 + sizeMib) * MIB));
    const { status, stdout } = tool('fsck.vfat', '-n', '-v', join(folder, 'alone'));
    expect(stdout).toMatch(/FATs, 32 bit entries/);
    expect(status).toBe(0);
  },
);

test('makeFat() gives the same bytes whenever it runs and however old the files are', async () => {
  const first = readFileSync(await made('first'));
  utimesSync(join(folder, 'source'), 1, 1);
  expect(readFileSync(await made('second')).equals(first)).toBe(true);
});
