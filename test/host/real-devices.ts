import { existsSync, mkdirSync } from 'node:fs';
import { tool } from '../tool.ts';

const BUSY_LIMIT_MS = 5000;
const TOOLS = ['losetup', 'mount', 'mkfs.ext4', 'addpart'];

/** Whether this machine lets us make block devices and mount them: root, loop devices and the tools above. */
export const LOOP_DEVICES = canLoop() ? 'here' : 'missing';

function canLoop(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/dev/loop-control')) return false;
  try {
    return TOOLS.every((name) => tool(name, '-V').status === 0) && tool('losetup', '--find').status === 0;
  } catch {
    // Not installed: the tests that need them are skipped by name.
    return false;
  }
}

interface LoopDevice extends Disposable {
  readonly path: string;
}

/** A block device over a file, until it is disposed of. */
export function loopDevice(file: string, ...options: readonly string[]): LoopDevice {
  const path = said('losetup', ...options, '--find', '--show', file).trim();
  return { path, [Symbol.dispose]: () => void said('losetup', '--detach', path) };
}

/** Partition 1 of a loop device, told to the kernel and not written: not every kernel reads partition tables. */
export function partition(loop: string, firstByte: number, lengthBytes: number): LoopDevice {
  said('addpart', loop, '1', String(firstByte / 512), String(lengthBytes / 512));
  return { path: `${loop}p1`, [Symbol.dispose]: () => removePartition(loop) };
}

/** Others on this computer look at new devices, too, and keep them busy for a moment. */
function removePartition(loop: string): void {
  const endMs = performance.now() + BUSY_LIMIT_MS;
  while (tool('delpart', loop, '1').status !== 0) {
    if (performance.now() > endMs) said('delpart', loop, '1');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
}

/** Something mounted at a folder that is made for it, until it is disposed of. */
export function mounted(what: string, folder: string, ...options: readonly string[]): Disposable {
  mkdirSync(folder, { recursive: true });
  said('mount', ...options, what, folder);
  return { [Symbol.dispose]: () => void said('umount', folder) };
}

export function said(name: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = tool(name, ...args);
  if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stderr}`);
  return stdout;
}
