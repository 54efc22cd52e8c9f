import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder with recovery software that trusts `keys`. Its kernel and root filesystem are random text. */
export function softwareFolder(
  parent: string,
  id: string,
  keys: Readonly<Record<string, Uint8Array>>,
  change: object = {},
): string {
  const folder = join(parent, id);
  mkdirSync(folder, { recursive: true });
  const put = (file: string, bytes: Uint8Array): object => {
    writeFileSync(join(folder, file), bytes);
    return { file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  };
  const manifest = {
    format: 1,
    id,
    version: '0.1.0',
    arch: 'x86_64',
    files: {
      kernel: put('kernel.bin', Buffer.from(`the kernel of ${id}`)),
      rootfs: {
        ...put('rootfs.img', Buffer.from(`the root filesystem of ${id}`)),
        partitionGuid: '01234567-89AB-8CDE-8123-456789ABCDEF',
      },
      keys: Object.entries(keys).map(([file, bytes]) => put(file, bytes)),
    },
    ...change,
  };
  writeFileSync(join(folder, 'software.json'), JSON.stringify(manifest));
  return folder;
}
