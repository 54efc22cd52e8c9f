import si from 'systeminformation';
import type { DiskDescription } from '../core/ports.ts';

/** The disks of macOS and Windows, as far as they say. Nobody has tried it on either yet; Linux has `listDisks`. */
export async function listDisksElsewhere(): Promise<readonly DiskDescription[]> {
  const [devices, layout] = await Promise.all([si.blockDevices(), si.diskLayout()]);
  const disks = devices.filter(({ type }) => type === 'disk');
  return disks.map((disk): DiskDescription => {
    const within = devices.filter(({ device, mount }) => device === disk.device && mount !== '');
    const drive = layout.find(({ device }) => device === disk.device);
    return {
      name: disk.name,
      devicePath: disk.device ?? disk.name,
      model: disk.model || 'unknown',
      serial: disk.serial || 'unknown',
      sizeBytes: disk.size,
      sectorBytes: drive?.bytesPerSector === 4096 ? 4096 : 512,
      bus: disk.protocol.toLowerCase() === 'usb' ? 'usb' : 'unknown',
      removable: disk.removable ? 'removable' : 'fixed',
      access: 'read-write',
      usedBy: within.map(({ mount }) => `mounted at ${mount}`),
    };
  });
}
