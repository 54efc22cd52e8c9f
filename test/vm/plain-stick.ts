import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { recoveryStick } from '../../vm/recovery-stick.ts';

const FOLDER = join(import.meta.dirname, '../../build/vm/tests');

/** Makes a stick with the current system for a netbook that nobody attends, and returns its image. */
export async function plainStick(name: string): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  const stick = join(FOLDER, `${name}.img`);
  const settings = { unattended: true, target: 'built-in' } as const;
  await recoveryStick(
    { software: inject('software'), releases: [inject('releases').current], settings },
    stick,
  );
  return stick;
}
