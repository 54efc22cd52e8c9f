/** As `crossystem tpm_fwver` shows it: the key version in the upper half. */
export function rollbackText(version: number): string {
  return `0x${version.toString(16).padStart(8, '0')}`;
}
