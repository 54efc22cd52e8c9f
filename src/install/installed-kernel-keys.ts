import type { BlockDevice } from '../core/ports.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';
import { installedKernels } from './installed-kernels.ts';

/**
 * The data keys of the kernels that are on a disk now. A slot without a readable keyblock has none.
 * @throws Fault DSK-09 when the disk is gone
 */
export async function installedKernelKeys(disk: BlockDevice): Promise<readonly PackedKey[]> {
  return (await installedKernels(disk)).map(({ dataKey }) => dataKey);
}
