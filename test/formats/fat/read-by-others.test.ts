import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testWith, tool } from '../../tool.ts';
import { anyContents } from './any-contents.ts';
import { type Contents, fatImage } from './fat-image.ts';
import { writeImage } from './write-image.ts';

const MIB = 2 ** 20;
/** Without characters beyond the 16 bits of mtools. */
const CONTENTS: Contents = {
  'rsd.toml': Buffer.from('language = "de"\n'),
  'EFI/BOOT/BOOTX64.EFI': new Uint8Array(100_000).fill(1),
  'recovery/nimbus-1.2/Größe der Wurzel.img': new Uint8Array(300_001).fill(2),
  'recovery/nimbus-1.2/leer': new Uint8Array(),
  'recovery/LONGNA~1.TXT': Buffer.from('one'),
  'recovery/longname one.txt': Buffer.from('two'),
  'recovery/longname two.txt': Buffer.from('three'),
  'recovery/日本語のとても長い名前.txt': Buffer.from('four'),
  [`recovery/${'x'.repeat(255)}`]: Buffer.from('five'),
};
/** As programs print them: UTF-8, and by name. */
const SORTED = Object.entries(CONTENTS).toSorted(([one], [other]) => (one < other ? -1 : 1));
// Mounts need root, and not every kernel has vfat: skipped tests are named at the end of a run.
const canMount =
  process.getuid?.() === 0 && /\bvfat$/m.test(readFileSync('/proc/filesystems', 'utf8')) ? test : test.skip;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function made(contents: Contents, sizeMib = 33): string {
  return writeImage(join(folder, 'image'), fatImage(contents, sizeMib * MIB));
}

testWith('fsck.vfat').for([[33], [260], [300], [8193], [65_536]] as const)(
  'fsck.vfat finds nothing wrong with %d MiB, a FAT32',
  ([sizeMib]) => {
    const { status, stdout } = tool('fsck.vfat', '-n', '-v', made(CONTENTS, sizeMib));
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/2 FATs, 32 bit/) });
    expect(stdout).not.toMatch(/dirty|differ|wrong|bad/i);
  },
);

testWith('fsck.vfat')('fsck.vfat finds nothing wrong with any files in any folders', () => {
  fc.assert(
    fc.property(anyContents, (contents) => {
      const { status, stdout } = tool('fsck.vfat', '-n', made(contents));
      const folders = new Set(Object.keys(contents).flatMap(foldersAbove));
      expect({ status, stdout }).toMatchObject({ status: 0 });
      // It counts folders, and the label.
      expect(stdout).toContain(`: ${Object.keys(contents).length + folders.size + 1} files, `);
    }),
    { numRuns: 30 },
  );
});

testWith('mcopy')('mtools reads the same files with the same names', () => {
  const image = made(CONTENTS);
  mkdirSync(join(folder, 'out'));
  expect(tool('mcopy', '-s', '-Q', '-i', image, '::/', join(folder, 'out'))).toMatchObject({ status: 0 });
  expect(filesIn(join(folder, 'out'))).toEqual(SORTED.map(([path, bytes]) => [path, Buffer.from(bytes)]));
});

testWith('mlabel')('mtools shows label, id and time', () => {
  const image = made(CONTENTS);
  expect(tool('mlabel', '-s', '-i', image, '::').stdout).toContain('Volume label is RSD-DATA');
  const { stdout } = tool('mdir', '-i', image, '::/rsd.toml');
  expect(stdout).toContain('Volume Serial Number is 1234-ABCD');
  expect(stdout).toMatch(/RSD~1 +TOM +16 2026-02-03 +4:05 +rsd\.toml/);
});

canMount('Linux mounts it, and reads the same files with the same names', () => {
  const image = made(CONTENTS);
  const at = join(folder, 'mounted');
  mkdirSync(at);
  expect(tool('mount', '-t', 'vfat', '-o', 'loop,ro,utf8', image, at)).toMatchObject({ status: 0 });
  try {
    expect(filesIn(at)).toEqual(SORTED.map(([path, bytes]) => [path, Buffer.from(bytes)]));
  } finally {
    tool('umount', at);
  }
});

function foldersAbove(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

function filesIn(top: string): readonly (readonly [string, Buffer])[] {
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((file) => [relative(top, file), readFileSync(file)] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
}
