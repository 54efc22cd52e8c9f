import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import packageFile from '../package.json' with { type: 'json' };
import type { SoftwareFile, SoftwareManifest } from '../src/stick/software-manifest.ts';
import type { RecoverySoftware } from './recovery-software.ts';

/** Those that the root filesystem is built with. */
const KEYS = ['root_key.vbpubk', 'recovery_key.vbpubk'];

/**
 * Puts recovery software into a tree that sticks are made from, as `software/<id>`, and returns the id. It appears there
 * whole or not at all.
 * @param keys the folder with the keys that it was built with
 */
export async function exportSoftware(
  software: RecoverySoftware,
  keys: string,
  tree: string,
): Promise<string> {
  const { version } = packageFile;
  const id = `recovery-${version}-${software.rootfs.rootDigest.slice(0, 8)}`;
  const folder = join(tree, 'software', id);
  const work = join(tree, 'software', `.${id}.new`);
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  const put = async <Name extends string>(
    file: Name,
    from: string,
  ): Promise<SoftwareFile & { file: Name }> => {
    await copyFile(from, join(work, file));
    const bytes = await readFile(join(work, file));
    return { file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  };
  const { rootfs, kernelBlob, uki, signedUki } = software;
  const manifest: SoftwareManifest = {
    format: 1,
    id,
    version,
    arch: 'x86_64',
    files: {
      kernel: await put('kernel.bin', kernelBlob),
      rootfs: { ...(await put('rootfs.img', rootfs.file)), partitionGuid: rootfs.partitionGuid },
      uki: await put('uki.efi', signedUki ?? uki),
      keys: await Promise.all(KEYS.map((name) => put(name, join(keys, name)))),
    },
  };
  await writeFile(join(work, 'software.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await rm(folder, { recursive: true, force: true });
  await rename(work, folder);
  return id;
}
