import { isFault } from '../core/faults.ts';
import type { BlockDevice } from '../core/ports.ts';
import { unpackBootAttributes } from '../formats/gpt/boot-attributes.ts';
import { GPT_TYPES } from '../formats/gpt/gpt-types.ts';
import { readGpt } from '../formats/gpt/read-gpt.ts';
import { readKernelPreamble } from '../formats/vboot/kernel-preamble.ts';
import { readKeyblock } from '../formats/vboot/keyblock.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';
import { withPartition } from './with-partition.ts';

export interface InstalledKernel {
  readonly dataKey: PackedKey;
  /** Key version << 16 | kernel version; `'unknown'` when the data key did not sign what says it. */
  readonly version: number | 'unknown';
  /** What the firmware prefers slots by: 15 first, 0 never. */
  readonly priority: number;
}

const TABLE_BYTES = 34 * 4096;
const HEADERS_ROOM_BYTES = 64 * 1024;

/**
 * The kernels that are on a disk now, in the order of its table. A slot without a readable keyblock has none. Nothing is
 * mounted, and only tables and headers are read.
 * @throws Fault DSK-09 when the disk is gone
 */
export async function installedKernels(disk: BlockDevice): Promise<readonly InstalledKernel[]> {
  const { sizeBytes, sectorBytes } = disk;
  if (sizeBytes < 2 * TABLE_BYTES) return [];
  const head = await bytesAt(disk, 0, TABLE_BYTES);
  const tail = await bytesAt(disk, sizeBytes - TABLE_BYTES, TABLE_BYTES);
  const reading = readGpt({ head, tail, sectorBytes, sizeBytes });
  if (reading.kind !== 'found') return [];
  const slots = reading.table.partitions.filter(({ typeGuid }) => typeGuid === GPT_TYPES.kernel);
  const kernels = await Promise.all(
    slots.map(async ({ firstLba, lastLba, attributes }) => {
      const roomBytes = Math.min(HEADERS_ROOM_BYTES, (lastLba - firstLba + 1) * sectorBytes);
      const kernel = kernelIn(await bytesAt(disk, firstLba * sectorBytes, roomBytes));
      return kernel === 'none' ? kernel : { ...kernel, priority: unpackBootAttributes(attributes).priority };
    }),
  );
  return kernels.filter((kernel) => kernel !== 'none');
}

async function bytesAt(disk: BlockDevice, offsetBytes: number, lengthBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(lengthBytes);
  try {
    await disk.read(offsetBytes, bytes);
    return bytes;
  } catch (error) {
    const fault = withPartition(error, 'the old system');
    // A worn-out disk is no reason to give up. What it does not give holds no key, and the person is asked.
    if (isFault(fault, 'DSK-08')) return new Uint8Array(lengthBytes);
    throw fault;
  }
}

function kernelIn(slot: Uint8Array): Omit<InstalledKernel, 'priority'> | 'none' {
  try {
    const { dataKey, sizeBytes } = readKeyblock(slot);
    return { dataKey, version: versionIn(slot.subarray(sizeBytes), dataKey) };
  } catch (error) {
    // An empty or foreign slot holds no key: the caller treats that as another owner's disk.
    if (isFault(error, 'FMT-01')) return 'none';
    throw error;
  }
}

function versionIn(preamble: Uint8Array, dataKey: PackedKey): number | 'unknown' {
  try {
    return dataKey.keyVersion * 0x1_0000 + readKernelPreamble(preamble, dataKey).kernelVersion;
  } catch (error) {
    if (isFault(error, 'FMT-01')) return 'unknown';
    throw error;
  }
}
