import { existsSync } from 'node:fs';
import type { MachineDisplay } from './machine-arguments.ts';

/** Comes with Debian's qemu-system-gui. */
const WINDOWS = '/usr/lib/x86_64-linux-gnu/qemu/ui-gtk.so';

/** How a person at this computer can see the display of a machine. */
export function displayHere(env: NodeJS.ProcessEnv): MachineDisplay {
  const desktop = env['DISPLAY'] || env['WAYLAND_DISPLAY'];
  return desktop && existsSync(WINDOWS) ? 'window' : 'vnc';
}
