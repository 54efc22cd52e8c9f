import type { FirmwareTables } from '../../vm/acpi-table.ts';
import { makeNetbook, type Netbook } from '../../vm/netbook.ts';

const TABLES: FirmwareTables = {
  hwid: 'NIMBUS A2B-C3D-E4F',
  sku: 42,
  serial: 'NB0042',
  developerSwitch: 'off',
  recoveryReason: 0x43,
};

/** A netbook with an empty NVMe disk; what is not said is as usual. */
export function nimbus(
  folder: string,
  {
    bytesPerSecond = 'unlimited',
    ...tables
  }: Partial<FirmwareTables & Pick<Netbook['disk'], 'bytesPerSecond'>> = {},
): Promise<Netbook> {
  const disk: Netbook['disk'] = { kind: 'nvme', bytesPerSecond };
  return makeNetbook({ folder, tables: { ...TABLES, ...tables }, memoryMib: 512, disk });
}
