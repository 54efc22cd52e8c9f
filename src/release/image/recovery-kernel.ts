import type { ImageBytes } from '../image-bytes.ts';
import { partOf } from '../part-of.ts';
import { imageFault } from './image-fault.ts';
import type { ImageFile } from './image-file.ts';
import { imagePartition } from './image-partition.ts';
import { readKernel } from './read-kernel.ts';

const SECTOR_BYTES = 512;
/** Where the first recovery images have KERN-A. Source: "Extracting a Recovery Kernel", chromium.org. */
const LEGACY = { startBytes: 4096 * SECTOR_BYTES, sizeBytes: 32_768 * SECTOR_BYTES };

/**
 * The partition of the recovery kernel, whole. `'legacy'` looks at no partition table.
 * @throws Fault IMP-01 when there is none, or no kernel that holds
 */
export async function recoveryKernel(
  image: ImageFile,
  where: 'gpt' | 'legacy',
  signal: AbortSignal,
): Promise<ImageBytes> {
  const partition =
    where === 'gpt' ? (await imagePartition(image, signal))('KERN-A') : legacyPartition(image);
  await readKernel(image.file, 'KERN-A', partition, signal);
  return partition;
}

function legacyPartition({ file, bytes }: ImageFile): ImageBytes {
  const { startBytes, sizeBytes } = LEGACY;
  if (bytes.sizeBytes < startBytes + sizeBytes)
    throw imageFault(file, `it has ${bytes.sizeBytes} bytes and ends before sector ${4096 + 32_768}`);
  return partOf(bytes, startBytes, sizeBytes);
}
