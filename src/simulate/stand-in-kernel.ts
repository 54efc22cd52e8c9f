const SETUP_SECTORS = 0x1f1;
const MAGIC = 0x202;
const SECTOR_BYTES = 512;

/** The outline of an x86 kernel: enough for every tool to sign and verify it, and nothing that would start. */
export function standInKernel(sizeBytes: number): Uint8Array {
  const kernel = Buffer.alloc(Math.max(sizeBytes, 4 * SECTOR_BYTES));
  kernel.write('A stand-in: no processor would start this.\n'.repeat(20), 2 * SECTOR_BYTES, 'latin1');
  kernel[SETUP_SECTORS] = 1;
  kernel.write('HdrS', MAGIC, 'latin1');
  return kernel;
}
