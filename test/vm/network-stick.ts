import { join } from 'node:path';
import { inject } from 'vitest';
import { recoveryStick } from '../../vm/recovery-stick.ts';
import type { RecoveryServer } from './recovery-server.ts';

/** Room for the largest system of these tests. */
const STICK_BYTES = 1 << 30;

/**
 * Makes a stick in `folder` that has nothing for a NIMBUS but the way to a server, for a netbook that nobody attends.
 * Returns its image.
 * @param change texts of files that are other than the server's operator would write them
 */
export async function networkStick(
  folder: string,
  server: RecoveryServer,
  change: Readonly<Record<string, string>> = {},
): Promise<string> {
  const stick = join(folder, 'stick.img');
  await recoveryStick(
    {
      software: inject('software'),
      releases: [inject('releases').otherModel],
      settings: { unattended: true, target: 'built-in' },
      files: { ...server.stickFiles, ...change },
      sizeBytes: STICK_BYTES,
    },
    stick,
  );
  return stick;
}
