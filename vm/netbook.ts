import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { acpiTable, type FirmwareTables } from './acpi-table.ts';
import type { Hardware, MachineDisk, MachineDisplay } from './machine-arguments.ts';
import { smbiosArgument } from './smbios-argument.ts';

export interface NetbookSpec {
  /** For its disk, tables and logs; made when it is not there. */
  readonly folder: string;
  readonly tables: FirmwareTables;
  readonly memoryMib: number;
  readonly disk: Omit<MachineDisk, 'image'>;
  readonly display?: MachineDisplay | undefined;
  /** The image of the disk that its flash chip is a file on. */
  readonly chip?: string | undefined;
}

export interface Netbook extends NetbookSpec {
  /** As it is without a stick. */
  readonly hardware: Hardware;
}

/** QEMU wants a power of two for an SD card. */
const DISK_BYTES = 1 << 30;

/** Makes a netbook with an empty disk. */
export async function makeNetbook(spec: NetbookSpec): Promise<Netbook> {
  const { folder, tables, memoryMib, display, chip } = spec;
  await mkdir(folder, { recursive: true });
  const image = join(folder, 'disk.img');
  await writeFile(image, '');
  await truncate(image, DISK_BYTES);
  const hardware = {
    memoryMib,
    display,
    chip,
    acpiTable: await acpiTable(tables, join(folder, 'tables')),
    smbios: smbiosArgument(tables),
    disk: { ...spec.disk, image },
  };
  return { ...spec, hardware };
}
