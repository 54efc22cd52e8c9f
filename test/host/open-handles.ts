import { readdirSync, readlinkSync } from 'node:fs';

/** How many handles of this process are open on a path or on something below it. */
export function openHandles(path: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return `${readlinkSync(`/proc/self/fd/${fd}`)}/`.startsWith(`${path}/`);
    } catch {
      // Closed since it was listed, as the one that listed them is.
      return false;
    }
  }).length;
}
