import { isFault } from '../core/faults.ts';
import type { BlockDevice } from '../core/ports.ts';
import { GPT_TYPES } from '../formats/gpt/gpt-types.ts';
import { readGpt } from '../formats/gpt/read-gpt.ts';
import { readKeyblock } from '../formats/vboot/keyblock.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';
import { withPartition } from './with-partition.ts';

const TABLE_BYTES = 34 * 4096;
const KEYBLOCK_ROOM_BYTES = 64 * 1024;

/**
 * The data keys of the kernels that are on a disk now. A slot without a readable keyblock has none.
 * @throws Fault DSK-09 when the disk is gone
 */
export async function installedKernelKeys(disk: BlockDevice): Promise<readonly PackedKey[]> {
  const { sizeBytes, sectorBytes } = disk;
  if (sizeBytes < 2 * TABLE_BYTES) return [];
  const head = await bytesAt(disk, 0, TABLE_BYTES);
  const tail = await bytesAt(disk, sizeBytes - TABLE_BYTES, TABLE_BYTES);
  const reading = readGpt({ head, tail, sectorBytes, sizeBytes });
  if (reading.kind !== 'found') return [];
  const kernels = reading.table.partitions.filter(({ typeGuid }) => typeGuid === GPT_TYPES.kernel);
  const keys = await Promise.all(
    kernels.map(async ({ firstLba, lastLba }) => {
      const roomBytes = Math.min(KEYBLOCK_ROOM_BYTES, (lastLba - firstLba + 1) * sectorBytes);
      return keyIn(await bytesAt(disk, firstLba * sectorBytes, roomBytes));
    }),
  );
  return keys.flatMap((key) => (key === 'none' ? [] : [key]));
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

function keyIn(slot: Uint8Array): PackedKey | 'none' {
  try {
    return readKeyblock(slot).dataKey;
  } catch (error) {
    // An empty or foreign slot holds no key: the caller treats that as another owner's disk.
    if (isFault(error, 'FMT-01')) return 'none';
    throw error;
  }
}
