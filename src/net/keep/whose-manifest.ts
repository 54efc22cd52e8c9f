import { createHash } from 'node:crypto';
import { smallFile } from './small-file.ts';
import type { StickFolder } from './stick-folder.ts';

const MAX_MANIFEST_BYTES = 64 * 1024;

/**
 * Whether a folder has the manifest and the signature of the release that is meant, those of another one, or none.
 * @param digest SHA-256 over the bytes of both, in hexadecimal
 */
export async function whoseManifest(
  folder: StickFolder,
  digest: string,
): Promise<'this' | 'another' | 'none'> {
  const hash = createHash('sha256');
  for (const name of ['manifest.json', 'manifest.vblock']) {
    const bytes = await smallFile(folder, name, MAX_MANIFEST_BYTES);
    if (bytes === 'absent') return 'none';
    if (bytes === 'odd') return 'another';
    hash.update(bytes);
  }
  return hash.digest('hex') === digest ? 'this' : 'another';
}
