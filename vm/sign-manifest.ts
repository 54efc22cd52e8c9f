import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../initramfs/must-run.ts';
import { asArguments } from './as-arguments.ts';
import { DEVKEYS } from './devkeys.ts';

/** Writes a manifest and its signature by the development keys into the folder `release`. */
export async function signManifest(manifest: object, release: string): Promise<void> {
  const file = join(release, 'manifest.json');
  await writeFile(file, JSON.stringify(manifest, null, 2));
  const options = {
    vblock: join(release, 'manifest.vblock'),
    keyblock: join(DEVKEYS, 'firmware.keyblock'),
    signprivate: join(DEVKEYS, 'firmware_data_key.vbprivk'),
    version: '1',
    fv: file,
    kernelkey: join(DEVKEYS, 'kernel_subkey.vbpubk'),
  };
  await mustRun(['futility', 'vbutil_firmware', ...asArguments(options)]);
}
