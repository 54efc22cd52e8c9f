import { FACT_SOURCES } from './fact-sources.ts';
import type { FirmwareFacts } from './firmware-facts.ts';
import { firstThatTells } from './first-that-tells.ts';

/** What the firmware starts nothing below of: key version << 16 | version, unsigned. */
interface RollbackMinimums {
  readonly firmware: number | 'unknown';
  readonly kernel: number | 'unknown';
}

/**
 * The rollback minimums of the security chip, as the firmware read them at this boot: what `crossystem` prints as
 * `tpm_fwver` and `tpm_kernver`. Kernels that do not pass on the shared data leave them unknown.
 */
export function rollbackMinimums({ files }: Pick<FirmwareFacts, 'files'>): RollbackMinimums {
  const firmware = firstThatTells(files, FACT_SOURCES.minimumFirmware);
  const kernel = firstThatTells(files, FACT_SOURCES.minimumKernel);
  return {
    firmware: firmware === 'unknown' ? firmware : firmware.value,
    kernel: kernel === 'unknown' ? kernel : kernel.value,
  };
}
