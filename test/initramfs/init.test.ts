import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { commandLine } from '../../initramfs/command-line.ts';
import { encodeGpt } from '../../src/formats/gpt/encode-gpt.ts';
import { stickLayout } from '../../src/stick/stick-layout.ts';
import { testWith, tool } from '../tool.ts';

const withBusybox = testWith('busybox');
/** The functions of `init`, without what it does with them. */
const FUNCTIONS = readFileSync('initramfs/init', 'utf8').split('\nmount -t proc')[0] ?? '';
const GUID = '01234567-89ab-8cde-8123-456789abcdef';
const LINE = commandLine({ dataBlocks: 17, rootDigest: 'ab'.repeat(32), salt: 'cd' }, GUID);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a few lines of shell among the functions of `init`. */
function run(lines: string): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout } = tool('busybox', 'sh', '-c', `${FUNCTIONS}\n${lines}`);
  return { status, stdout };
}

withBusybox('init is a script that busybox understands', () => {
  expect(tool('busybox', 'sh', '-n', 'initramfs/init').stderr).toBe('');
});

withBusybox('read_command_line() reads what commandLine() writes', () => {
  const line = `cros_recovery ${LINE} kern_guid=x`;
  expect(run(`cat() { echo '${line}'; }\nread_command_line && echo "$guid $digest $salt $blocks"`)).toEqual({
    status: 0,
    stdout: `${GUID} ${'ab'.repeat(32)} cd 17\n`,
  });
});

withBusybox.for([
  ['without a partition', LINE.replace(/rsd\.root=\S+/, '')],
  ['without a digest', LINE.replace(/rsd\.digest=\S+/, '')],
  ['without a salt', LINE.replace(/rsd\.salt=\S+/, '')],
  ['without a size', LINE.replace(/rsd\.blocks=\S+/, '')],
  ['with a short digest', LINE.replace(/rsd\.digest=../, 'rsd.digest=')],
  ['with a device in place of a GUID', LINE.replace(/rsd\.root=\S+/, 'rsd.root=/dev/sda3')],
  ['with a size that is no number', LINE.replace(/rsd\.blocks=\S+/, 'rsd.blocks=17*9')],
  ['with words for dm-verity behind the salt', LINE.replace(/rsd\.salt=\S+/, 'rsd.salt=cd;reboot')],
] as const)('read_command_line() refuses a line %s', ([, line]) => {
  expect(run(`cat() { echo '${line}'; }\nread_command_line`).status).toBe(1);
});

withBusybox.for([
  ['a root filesystem that fits', 1, 0],
  ['one that leaves too little room', 2 ** 40, 1],
] as const)('enough_memory() judges %s', ([, blocks, status]) => {
  expect(run(`WORKING_MEMORY_KIB=1 blocks=${blocks}\nenough_memory`).status).toBe(status);
});

withBusybox.for([[512], [4096]] as const)(
  'guid_of() reads the table of a disk with sectors of %d bytes',
  ([sectorBytes]) => {
    const bytes = { 'EFI-SYSTEM': 1, 'KERN-A': 1, 'ROOT-A': 1, 'KERN-B': 1, 'RSD-DATA': 1 };
    const layout = stickLayout({ bytes, rootGuid: GUID.toUpperCase(), content: 'x', label: 'x' });
    const partitions = layout.partitions.map((one) => ({
      ...one,
      firstLba: (one.firstLba * 512) / sectorBytes,
      lastLba: ((one.lastLba + 1) * 512) / sectorBytes - 1,
    }));
    const disk = join(folder, `disk-${sectorBytes}`);
    writeFileSync(disk, encodeGpt({ ...layout, sectorBytes, partitions }).primary);
    for (const { number, uniqueGuid } of partitions) {
      const { stdout } = run(
        `sector=${sectorBytes}\nguid_of '${relative('/dev', disk)}' ${number} 2>/dev/null`,
      );
      expect(stdout).toBe(uniqueGuid.toLowerCase());
    }
  },
);

withBusybox('copy_verified() fails when either half cannot be read', () => {
  const halves = (first: number, second: number): number | null =>
    run(`digest=x salt=x blocks=600
IMAGE=${join(folder, 'image')}
dmsetup() { :; }
truncate() { :; }
dd() { case "$*" in *skip=*) return ${second} ;; *) return ${first} ;; esac; }
copy_verified sda3`).status;
  expect([halves(0, 0), halves(1, 0), halves(0, 1), halves(1, 1)]).toEqual([0, 1, 1, 1]);
});
