import { mkdir, open, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface NetbookSpec {
  readonly hwid: string;
  readonly serial: string;
  readonly developerSwitch: 'on' | 'off';
  readonly diskBytes: number;
}

const ACPI = 'sys/devices/platform/GGL0001:00';
const NVME = 'sys/devices/pci0000:00/0000:00:1d.0/0000:01:00.0/nvme/nvme0/nvme0n1';
const SECTOR_BYTES = 512;
/** Key version 1, version 1. */
const ROLLBACK_MINIMUM = 0x1_0001;

/** Writes what a netbook's kernel shows of its firmware and its disk, as files below `folder`, and the disk itself. */
export async function writeNetbookFiles(folder: string, spec: NetbookSpec): Promise<void> {
  for (const [path, text] of Object.entries(filesOf(spec))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), `${text}\n`);
  }
  await mkdir(join(folder, 'sys/block'), { recursive: true });
  await symlink(join('..', '..', NVME), join(folder, 'sys/block/nvme0n1'));
  await mkdir(join(folder, 'dev'), { recursive: true });
  await using disk = await open(join(folder, 'dev/nvme0n1'), 'wx');
  await disk.truncate(spec.diskBytes);
}

function filesOf({ hwid, serial, developerSwitch, diskBytes }: NetbookSpec): Record<string, string> {
  return {
    [`${ACPI}/HWID`]: hwid,
    [`${ACPI}/FWID`]: 'Google_Nimbus.15117.112.0',
    [`${ACPI}/FRID`]: 'Google_Nimbus.15117.112.0',
    [`${ACPI}/CHSW`]: developerSwitch === 'on' ? '34' : '2',
    [`${ACPI}/BINF.3`]: '0',
    [`${ACPI}/VDAT`]: sharedData(developerSwitch),
    'sys/class/dmi/id/sys_vendor': 'Google',
    'sys/class/dmi/id/product_name': 'Nimbus',
    'sys/class/dmi/id/product_sku': 'sku7',
    'sys/class/dmi/id/chassis_type': '10',
    'sys/class/power_supply/AC/type': 'Mains',
    'sys/class/power_supply/AC/online': '1',
    'sys/class/power_supply/BAT0/type': 'Battery',
    'sys/class/power_supply/BAT0/present': '1',
    'sys/class/power_supply/BAT0/status': 'Charging',
    'sys/class/power_supply/BAT0/capacity': '76',
    'sys/firmware/vpd/ro/serial_number': serial,
    'sys/firmware/vpd/ro/region': 'gb',
    [`${NVME}/size`]: String(diskBytes / SECTOR_BYTES),
    [`${NVME}/dev`]: '259:0',
    [`${NVME}/ro`]: '0',
    [`${NVME}/removable`]: '0',
    [`${NVME}/queue/logical_block_size`]: String(SECTOR_BYTES),
    [`${NVME}/device/model`]: 'Simulated NVMe disk',
    [`${NVME}/device/serial`]: `DISK-${serial}`,
  };
}

// VbSharedDataHeader: magic "VbSD", version 3, flags at 32, rollback minimums at 136 and 140, recovery reason at 1072; the kernel shows it in hexadecimal.
function sharedData(developerSwitch: 'on' | 'off'): string {
  const data = Buffer.alloc(1096);
  data.write('VbSD', 0, 'latin1');
  data.writeUInt32LE(3, 4);
  data.writeUInt32LE(0x20 | 0x40 | (developerSwitch === 'on' ? 0x10 : 0), 32);
  data.writeUInt32LE(ROLLBACK_MINIMUM, 136);
  data.writeUInt32LE(ROLLBACK_MINIMUM, 140);
  data[1072] = 0x43;
  return [...data].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
