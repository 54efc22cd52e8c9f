import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildSoftware } from '../../initramfs/build-software.ts';
import { filesBelow } from '../../initramfs/files-below.ts';
import { makeStick } from '../../initramfs/make-stick.ts';
import { neededLibraries } from '../../initramfs/needed-libraries.ts';
import type { RecoverySoftware } from '../../initramfs/recovery-software.ts';
import { DEVKEYS, tool } from '../tool.ts';

const LIMIT_MS = 600_000;
const MB = 1_000_000;
// Debian packages are unpacked and put together: apt and root. Skipped tests are named at the end of a run.
const canBuild = tool('sh', 'tools/setup-debian.sh', 'mmdebstrap').status === 0;
let folder: string;
let software: RecoverySoftware;
let again: RecoverySoftware;

beforeAll(async () => {
  if (!canBuild) return;
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  software = await buildSoftware({ out: 'build/recovery' });
  const before = process.umask(0o077);
  again = await buildSoftware({ out: join(folder, 'again'), packages: software.packages });
  process.umask(before);
}, LIMIT_MS);
afterAll(() => canBuild && rmSync(folder, { recursive: true }));

test.skipIf(!canBuild)(
  'buildSoftware() gives the same bytes in another folder, for somebody else, from the same packages',
  async () => {
    const pairs = [
      [software.packages, again.packages],
      [software.initramfs, again.initramfs],
      [software.rootfs.file, again.rootfs.file],
      [software.kernelBlob, again.kernelBlob],
      [software.uki, again.uki],
    ] as const;
    const differ = pairs.filter(([one, other]) => !readFileSync(one).equals(readFileSync(other)));
    expect(differ).toEqual([]);
    const sticks = [join(folder, 'one.img'), join(folder, 'other.img')] as const;
    await makeStick({ software, out: sticks[0] });
    await makeStick({ software: again, out: sticks[1] });
    expect(tool('cmp', ...sticks)).toMatchObject({ status: 0, stdout: '' });
  },
);

test.skipIf(!canBuild)('buildSoftware() makes nothing anew when nothing changed', async () => {
  const made: string[] = [];
  await buildSoftware({
    out: join(folder, 'again'),
    packages: software.packages,
    log: (line) => made.push(line),
  });
  expect(made).toEqual([]);
});

test.skipIf(!canBuild)(
  'buildSoftware() keeps to the sizes that were set for what goes onto real sticks',
  async () => {
    const { sizes } = await buildSoftware({
      out: join(folder, 'again'),
      packages: software.packages,
      compression: 'small',
    });
    expect(sizes.rootfs).toBeLessThanOrEqual(80 * MB);
    expect(sizes.initramfs).toBeLessThan(6 * MB);
  },
  LIMIT_MS,
);

test.skipIf(!canBuild)(
  'the root filesystem has the firmware that its list names, as the kernel takes it',
  async () => {
    const tree = join(folder, 'firmware');
    const { status } = tool(
      'unsquashfs',
      '-no-progress',
      '-d',
      tree,
      software.rootfs.file,
      'usr/lib/firmware',
    );
    expect(status).toBe(0);
    const files = await filesBelow(join(tree, 'usr/lib/firmware'));
    expect(files).toContain('regulatory.db.xz');
    expect(files.filter((name) => /^iwlwifi-cc-a0-\d+\.ucode\.xz$/.test(name))).toHaveLength(1);
    const paths = files.map((name) => join(tree, 'usr/lib/firmware', name));
    const { stdout } = tool('xz', '--robot', '--list', ...paths);
    const checks = stdout.split('\n').filter((line) => line.startsWith('file\t'));
    expect(checks).toHaveLength(files.length);
    expect(checks.filter((line) => line.split('\t')[6] !== 'CRC32')).toEqual([]);
  },
);

test.skipIf(!canBuild)(
  'buildSoftware() makes a recovery kernel that the recovery key verifies, and no other key does',
  () => {
    const verify = (key: string): number | null =>
      tool('vbutil_kernel', '--verify', software.kernelBlob, '--signpubkey', join(DEVKEYS, key)).status;
    expect(verify('recovery_key.vbpubk')).toBe(0);
    expect(verify('kernel_subkey.vbpubk')).not.toBe(0);
  },
);

test.skipIf(!canBuild)(
  'the root filesystem gives nobody rights, and has the libraries of all of its programs',
  async () => {
    const tree = join(folder, 'tree');
    expect(tool('unsquashfs', '-no-progress', '-d', tree, software.rootfs.file).status).toBe(0);
    expect(tool('find', tree, '-perm', '/6022', '-not', '-type', 'l').stdout).toBe('');
    const programs = (await filesBelow(tree)).filter((path) =>
      /^usr\/(?:s?bin|lib\/(?:systemd|rsd|x86_64))/.test(path),
    );
    expect(programs).toContain('usr/lib/rsd/node');
    expect((await neededLibraries(tree, programs)).length).toBeGreaterThan(10);
  },
);

test.skipIf(!canBuild)('the initramfs has everything that init calls', () => {
  const archive = join(folder, 'initramfs.cpio');
  expect(tool('zstd', '-d', '-q', '-o', archive, software.initramfs).status).toBe(0);
  const names = new Set(tool('cpio', '-it', '--quiet', '-F', archive).stdout.split('\n'));
  expect(
    calledBy(readFileSync('initramfs/init', 'utf8')).filter((name) => !names.has(`bin/${name}`)),
  ).toEqual([]);
});

const SHELL =
  /^(?:if|then|else|for|while|do|done|case|esac|in|return|set|export|echo|read|local|continue|exec|wait|shift|\[|:)$/;

/** The names in a script at which a command may begin, without those of the shell and of its own functions. */
function calledBy(script: string): readonly string[] {
  const code = script.replaceAll(/^\s*#.*$/gm, '').replaceAll(/'[^']*'|\$\(\(.*?\)\)/g, "''");
  const own = new Set([...code.matchAll(/^(\w+)\(\)/gm)].map(([, name = '']) => name));
  const begins = /(?<=^[ \t]*|[;&|({][ \t]*|\b(?:do|then|exec)[ \t]+)[a-z_]+(?=[ \t\n;)])/gm;
  return [...new Set(code.match(begins))].filter((name) => !SHELL.test(name) && !own.has(name));
}
