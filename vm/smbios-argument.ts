import type { FirmwareTables } from './acpi-table.ts';

/** The value of QEMU's `-smbios` for the system of this netbook. */
export function smbiosArgument({ sku, serial }: Pick<FirmwareTables, 'sku' | 'serial'>): string {
  const fields = {
    manufacturer: 'Google',
    product: 'Nimbus',
    version: 'rev3',
    serial,
    sku: `sku${sku}`,
  };
  // QEMU reads two commas as one.
  const said = Object.entries(fields).map(([name, value]) => `${name}=${value.replaceAll(',', ',,')}`);
  return ['type=1', ...said].join(',');
}
