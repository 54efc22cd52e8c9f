import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GptPartition, GptTable } from '../src/formats/gpt/gpt-table.ts';
import { afterAttempt } from './after-attempt.ts';
import { kernelOrder } from './kernel-order.ts';
import { readDiskTable } from './read-disk-table.ts';
import { type BootState, type KernelFiles, unpackKernel } from './unpack-kernel.ts';
import { writeDiskTable } from './write-disk-table.ts';

export interface FirmwareOptions extends BootState {
  /** The disk to start from. Its table is changed as the firmware changes it. */
  readonly image: string;
  /** The .vbpubk file that kernels must be signed under: the recovery key for a stick, the kernel subkey for the disk. */
  readonly key: string;
  /** A folder for the parts of the kernel; made when it is not there. */
  readonly work: string;
}

export interface RefusedKernel {
  readonly partition: number;
  readonly why: string;
}

export type FirmwareOutcome =
  | {
      readonly kind: 'starts';
      readonly partition: number;
      /** The command line is final: `%U` stands for the partition's unique GUID. */
      readonly kernel: KernelFiles;
      readonly refused: readonly RefusedKernel[];
    }
  | {
      readonly kind: 'nothing-boots';
      /** Of the partition table; empty when it is whole. */
      readonly problems: readonly string[];
      readonly refused: readonly RefusedKernel[];
    };

/**
 * A stand-in for the firmware of the netbook: takes the kernels of a disk in their order and starts the first that
 * verifies. Source of the rules: vboot_reference, firmware/2lib/2load_kernel.c.
 */
export async function firmware(options: FirmwareOptions): Promise<FirmwareOutcome> {
  await mkdir(options.work, { recursive: true });
  await using disk = await open(options.image, 'r+');
  const reading = await readDiskTable(disk);
  if (reading.kind === 'absent')
    return {
      kind: 'nothing-boots',
      problems: ['there is no table'],
      refused: [],
    };
  if (reading.kind === 'broken') return { kind: 'nothing-boots', problems: reading.problems, refused: [] };
  const { table, outcome } = await firstThatVerifies(disk, reading.table, options);
  if (table !== reading.table) await writeDiskTable(disk, table);
  return outcome;
}

async function firstThatVerifies(
  disk: FileHandle,
  found: GptTable,
  options: FirmwareOptions,
): Promise<{ table: GptTable; outcome: FirmwareOutcome }> {
  const refused: RefusedKernel[] = [];
  let table = found;
  for (const partition of kernelOrder(found.partitions)) {
    const { number, uniqueGuid } = partition;
    const blob = join(options.work, 'kernel-partition');
    await writeFile(blob, await contentOf(disk, partition, found.sectorBytes));
    const kernel = await unpackKernel(blob, options.key, options, options.work);
    if (kernel.kind === 'verified') {
      const commandLine = kernel.files.commandLine.replaceAll('%U', uniqueGuid);
      const started = {
        partition: number,
        kernel: { ...kernel.files, commandLine },
      };
      return {
        table: afterAttempt(table, number, 'started'),
        outcome: { kind: 'starts', ...started, refused },
      };
    }
    refused.push({ partition: number, why: kernel.why });
    table = afterAttempt(table, number, 'bad');
  }
  return { table, outcome: { kind: 'nothing-boots', problems: [], refused } };
}

async function contentOf(
  disk: FileHandle,
  { firstLba, lastLba }: GptPartition,
  sectorBytes: number,
): Promise<Uint8Array> {
  const content = Buffer.alloc((lastLba - firstLba + 1) * sectorBytes);
  await disk.read(content, 0, content.length, firstLba * sectorBytes);
  return content;
}
