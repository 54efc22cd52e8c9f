import type { QmpCommands } from './qmp.ts';

/** QEMU's block node for a stick. `time` counts how often a stick was plugged in: names are not used twice. */
export function stickBlock(time: number, image: string): QmpCommands['blockdev-add'] {
  return {
    driver: 'raw',
    'node-name': `stick-${time}`,
    file: { driver: 'file', filename: image },
  };
}

/** The stick as a removable USB disk. */
export function stickDevice(time: number): QmpCommands['device_add'] {
  return {
    driver: 'usb-storage',
    id: `usb-stick-${time}`,
    bus: 'xhci.0',
    drive: `stick-${time}`,
    removable: true,
    serial: 'RSDSTICK1',
  };
}

/** QEMU's name for the disk that such a stick makes by itself. */
export function stickDisk(time: number): string {
  const { id } = stickDevice(time);
  return `/machine/peripheral/${id}/${id}.0/legacy[0]`;
}
