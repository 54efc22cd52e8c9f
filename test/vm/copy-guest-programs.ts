import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { copyEntry } from '../../initramfs/copy-entry.ts';
import { neededLibraries } from '../../initramfs/needed-libraries.ts';

export interface GuestPrograms {
  /** A Debian root, with their libraries. */
  readonly tree: string;
  /** Paths below it, or anywhere else when they begin with a slash. */
  readonly programs: readonly string[];
  /** What the recovery has of Debian by itself. */
  readonly own: string;
}

/** Copies programs that only a test has to `bin` in the folder `to`, and to `lib` their libraries that the recovery lacks. */
export async function copyGuestPrograms({ tree, programs, own }: GuestPrograms, to: string): Promise<void> {
  for (const path of programs) {
    const from = path.startsWith('/') ? path : join(tree, path);
    await copyEntry(from, join(to, 'bin', basename(path)));
  }
  for (const path of await neededLibraries(tree, programs)) {
    if (!existsSync(join(own, path))) await copyEntry(join(tree, path), join(to, 'lib', basename(path)));
  }
}
