import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect } from 'vitest';
import { unpackBootAttributes } from '../../src/formats/gpt/boot-attributes.ts';
import type { GptTable } from '../../src/formats/gpt/gpt-table.ts';
import { standInKernel } from '../../src/simulate/stand-in-kernel.ts';
import { type FirmwareOutcome, firmware } from '../../vm/firmware.ts';
import { readDiskTable } from '../../vm/read-disk-table.ts';
import { DEVKEYS, testWith, tool } from '../tool.ts';
import { diskImage } from './disk-image.ts';
import { kernelPartitions } from './kernel-partitions.ts';

const work = mkdtempSync(join(tmpdir(), 'rsd-'));
const image = join(work, 'disk.img');
const COMMAND_LINE = 'console=ttyS0 kern_guid=%U root=PARTUUID=%U/PARTNROFF=1';
const INITRAMFS = Buffer.from('an initramfs '.repeat(700));
/** A and B as on a stick: the first has proved itself, the second has not. */
const STICK = kernelPartitions([
  { number: 2, priority: 15, tries: 15, successful: 1 },
  { number: 4, priority: 14, tries: 15, successful: 0 },
]);
const packed = new Map<string, Buffer>();

beforeEach(() => rmSync(image, { force: true }));
afterAll(() => rmSync(work, { recursive: true }));

testWith('vbutil_kernel')('firmware() takes the kernel with the highest priority apart', async () => {
  diskImage(image, STICK, both(recoveryKernel()));
  const outcome = await start({});
  expect(outcome).toMatchObject({ kind: 'starts', partition: 2, refused: [] });
  const { vmlinuz, initramfs, commandLine } = kernelOf(outcome);
  const guid = STICK.partitions[0]?.uniqueGuid;
  expect(commandLine).toBe(`console=ttyS0 kern_guid=${guid} root=PARTUUID=${guid}/PARTNROFF=1`);
  expect(readFileSync(vmlinuz).subarray(0, 4096)).toEqual(
    Buffer.from(standInKernel(65_536)).subarray(0, 4096),
  );
  expect(readFileSync(initramfs).subarray(0, INITRAMFS.length)).toEqual(INITRAMFS);
});

testWith('vbutil_kernel')(
  'firmware() falls to the second kernel when the first was changed, and takes a try from it',
  async () => {
    diskImage(
      image,
      STICK,
      new Map([
        [2, changed(recoveryKernel())],
        [4, recoveryKernel()],
      ]),
    );
    expect(await start({})).toMatchObject({
      kind: 'starts',
      partition: 4,
      refused: [{ partition: 2, why: 'Error verifying kernel body.' }],
    });
    expect(await triesLeft()).toEqual([15, 14]);
    await start({});
    expect(await triesLeft()).toEqual([15, 13]);
  },
);

testWith('vbutil_kernel')(
  'firmware() starts nothing when both kernels were changed, and gives the unproven one up',
  async () => {
    diskImage(image, STICK, both(changed(recoveryKernel())));
    const outcome = await start({});
    expect(outcome).toMatchObject({ kind: 'nothing-boots', problems: [] });
    expect(outcome.refused.map(({ partition }) => partition)).toEqual([2, 4]);
    expect(await triesLeft()).toEqual([15, 0]);
  },
);

testWith('vbutil_kernel').for([
  ['another key', { key: 'kernel_subkey.vbpubk' }, 'Error verifying keyblock.'],
  ['recovery, and the device is not in it', { mode: 'normal' }, 'The keyblock is not for this mode'],
] as const)('firmware() refuses a kernel that is signed for %s', async ([, how, why]) => {
  diskImage(image, STICK, both(recoveryKernel()));
  const outcome = await start(how);
  expect(outcome.kind).toBe('nothing-boots');
  expect(outcome.refused[0]?.why).toContain(why);
});

testWith('vbutil_kernel')(
  'firmware() goes by the secondary copy of the table when the primary is damaged',
  async () => {
    diskImage(image, STICK, both(recoveryKernel()));
    const disk = readFileSync(image);
    disk.fill(0xff, 512, 1024);
    writeFileSync(image, disk);
    expect(await start({})).toMatchObject({ kind: 'starts', partition: 2 });
  },
);

testWith('vbutil_kernel')('firmware() starts nothing from a disk without a table', async () => {
  writeFileSync(image, Buffer.alloc(1 << 20));
  expect(await start({})).toEqual({ kind: 'nothing-boots', problems: ['there is no table'], refused: [] });
});

function both(kernel: Buffer): ReadonlyMap<number, Buffer> {
  return new Map([
    [2, kernel],
    [4, kernel],
  ]);
}

function start(how: { readonly key?: string; readonly mode?: 'normal' }): Promise<FirmwareOutcome> {
  return firmware({
    image,
    key: join(DEVKEYS, how.key ?? 'recovery_key.vbpubk'),
    mode: how.mode ?? 'recovery',
    developerSwitch: 'off',
    work: join(work, 'parts'),
  });
}

function kernelOf(outcome: FirmwareOutcome): Extract<FirmwareOutcome, { kind: 'starts' }>['kernel'] {
  if (outcome.kind !== 'starts') throw new Error(JSON.stringify(outcome));
  return outcome.kernel;
}

async function triesLeft(): Promise<readonly number[]> {
  await using disk = await open(image);
  const reading = await readDiskTable(disk);
  const table: GptTable | undefined = reading.kind === 'found' ? reading.table : undefined;
  return (table?.partitions ?? []).map(({ attributes }) => unpackBootAttributes(attributes).tries);
}

function changed(kernel: Buffer): Buffer {
  const copy = Buffer.from(kernel);
  copy.writeUInt8(copy.readUInt8(70_000) ^ 1, 70_000);
  return copy;
}

/** vbutil_kernel takes a second for it. */
function recoveryKernel(): Buffer {
  return packed.get('recovery') ?? pack();
}

function pack(): Buffer {
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(work, name), content);
    return join(work, name);
  };
  const kernel = join(work, 'kernel.bin');
  const { status, stderr } = tool(
    'vbutil_kernel',
    '--pack',
    kernel,
    '--keyblock',
    join(DEVKEYS, 'recovery_kernel.keyblock'),
    '--signprivate',
    join(DEVKEYS, 'recovery_kernel_data_key.vbprivk'),
    '--version',
    '1',
    '--arch',
    'x86_64',
    '--vmlinuz',
    file('vmlinuz', standInKernel(65_536)),
    '--bootloader',
    file('initramfs', INITRAMFS),
    '--config',
    file('config', COMMAND_LINE),
  );
  if (status !== 0) throw new Error(stderr);
  const blob = readFileSync(kernel);
  packed.set('recovery', blob);
  return blob;
}
