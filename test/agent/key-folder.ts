import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeVbprivk } from '../../src/signing/encode-vbprivk.ts';
import type { SigningKey } from '../../src/signing/signing-key.ts';
import { publicHalf, type ReleaseKeys } from '../../src/simulate/simulated-keys.ts';

/** Keys as `rsd` signs with them, in a folder: of the maker of the devices that trust `rootKey`, if it vouches for them. */
export function keyFolder(folder: string, rootKey: SigningKey, keys: ReleaseKeys): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'root_key.vbpubk'), publicHalf(rootKey));
  writeFileSync(join(folder, 'release_key.vbprivk'), encodeVbprivk(keys.release));
  writeFileSync(join(folder, 'release.keyblock'), keys.releaseKeyblock);
  writeFileSync(join(folder, 'kernel_subkey.vbpubk'), publicHalf(keys.kernelSubkey));
  return folder;
}
