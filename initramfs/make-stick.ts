import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encodeGpt } from '../src/formats/gpt/encode-gpt.ts';
import type { GptTable } from '../src/formats/gpt/gpt-table.ts';
import { type StickPartition, stickLayout } from '../src/stick/stick-layout.ts';
import { filesBelow } from './files-below.ts';
import { makeFat } from './make-fat.ts';
import type { RecoverySoftware } from './recovery-software.ts';
import { treeDigest } from './tree-digest.ts';

export interface StickOptions {
  readonly software: RecoverySoftware;
  /** What is put on the data partition; nothing by default. */
  readonly dataFolder?: string;
  /** The file of the image. It appears whole or not at all. */
  readonly out: string;
  /** Of the whole stick; as small as it can be by default. */
  readonly sizeBytes?: number;
  /** Files that take the place of what `software` has, for sticks that were tampered with. The GUIDs stay. */
  readonly kernelA?: string;
  readonly kernelB?: string;
  readonly rootfs?: string;
  readonly uki?: string;
}

const SECTOR_BYTES = 512;
/** For the logs of the agent, and for what the file system itself takes. */
const DATA_ROOM_BYTES = 40 << 20;
const CLUSTER_BYTES = 32 << 10;
/** What UEFI starts from a removable disk. */
const UKI_ON_STICK = 'EFI/BOOT/BOOTX64.EFI';

/** Makes the image of a recovery stick. The same software and data always give the same bytes. Needs no root rights. */
export async function makeStick(options: StickOptions): Promise<void> {
  const { software, dataFolder, out } = options;
  const content = {
    'EFI-SYSTEM': options.uki ?? software.signedUki ?? software.uki,
    'KERN-A': options.kernelA ?? software.kernelBlob,
    'KERN-B': options.kernelB ?? software.kernelBlob,
    'ROOT-A': options.rootfs ?? software.rootfs.file,
  };
  const data = dataFolder === undefined ? [] : await filesOf(dataFolder);
  const table = stickLayout({
    bytes: {
      'EFI-SYSTEM': await bytesOf(content['EFI-SYSTEM']),
      'KERN-A': await bytesOf(content['KERN-A']),
      'ROOT-A': await bytesOf(content['ROOT-A']),
      'KERN-B': await bytesOf(content['KERN-B']),
      'RSD-DATA': await bytesOnFat(data),
    },
    rootGuid: software.rootfs.partitionGuid,
    content: await contentDigest(software, dataFolder),
    label: out,
    ...(options.sizeBytes === undefined ? {} : { sizeBytes: options.sizeBytes }),
  });
  const image = `${out}.new`;
  await mkdir(dirname(out), { recursive: true });
  await rm(image, { force: true });
  await writeTable(image, table);
  for (const name of ['KERN-A', 'KERN-B', 'ROOT-A'] as const)
    await writeInto(image, table, name, content[name]);
  const uki = { path: UKI_ON_STICK, file: content['EFI-SYSTEM'] };
  await makeFat({ image, ...placeOf(table, 'EFI-SYSTEM'), label: 'RSD-EFI', files: [uki] });
  await makeFat({ image, ...placeOf(table, 'RSD-DATA'), label: 'RSD-DATA', files: data });
  await rename(image, out);
}

interface FileToCopy {
  readonly path: string;
  readonly file: string;
}

async function filesOf(folder: string): Promise<readonly FileToCopy[]> {
  return (await filesBelow(folder)).map((path) => ({ path, file: join(folder, path) }));
}

async function bytesOf(file: string): Promise<number> {
  return (await stat(file)).size;
}

async function bytesOnFat(files: readonly FileToCopy[]): Promise<number> {
  const sizes = await Promise.all(files.map(({ file }) => bytesOf(file)));
  const taken = sizes.reduce((sum, bytes) => sum + Math.ceil(bytes / CLUSTER_BYTES + 1) * CLUSTER_BYTES, 0);
  return taken + DATA_ROOM_BYTES;
}

/** Not of what takes its place on a tampered stick: that is to be found where the right one would be. */
async function contentDigest(software: RecoverySoftware, dataFolder: string | undefined): Promise<string> {
  const hash = createHash('sha256').update(await readFile(software.kernelBlob));
  if (dataFolder !== undefined) hash.update(await treeDigest(dataFolder));
  return hash.digest('hex');
}

interface Place {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

function placeOf(table: GptTable, name: StickPartition): Place {
  const partition = table.partitions.find((one) => one.name === name);
  if (partition === undefined) throw new TypeError(`The layout has no ${name}`);
  const { firstLba, lastLba } = partition;
  return { offsetBytes: firstLba * SECTOR_BYTES, sizeBytes: (lastLba + 1 - firstLba) * SECTOR_BYTES };
}

async function writeTable(image: string, table: GptTable): Promise<void> {
  const { primary, secondary, secondaryOffsetBytes } = encodeGpt(table);
  await using file = await open(image, 'wx');
  await file.truncate(table.sizeBytes);
  await file.write(primary, 0, primary.length, 0);
  await file.write(secondary, 0, secondary.length, secondaryOffsetBytes);
}

async function writeInto(image: string, table: GptTable, name: StickPartition, from: string): Promise<void> {
  const content = await readFile(from);
  await using file = await open(image, 'r+');
  await file.write(content, 0, content.length, placeOf(table, name).offsetBytes);
}
