import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPart, type Workshop } from '../initramfs/build-part.ts';
import { type OsSources, osInitramfs } from './os-initramfs.ts';
import { OS_INIT, osRootfs } from './os-rootfs.ts';
import { signOs } from './sign-os.ts';

/** A small system that recovery installs. */
export interface OsSpec {
  readonly id: string;
  readonly version: string;
  readonly models: readonly { readonly hwid: string; readonly skus?: readonly number[] }[];
  readonly ballastMib: number;
}

const CODE = ['os-rootfs.ts', 'sign-os.ts', 'sign-manifest.ts'].map((name) =>
  join(import.meta.dirname, name),
);

/**
 * A release that is made with real tools only: the Debian kernel, mkfs.ext4, veritysetup, vbutil_kernel and futility with
 * the development keys. Returns the folder, which is called as the release, with its four files.
 */
export async function osRelease(workshop: Workshop, sources: OsSources, spec: OsSpec): Promise<string> {
  const initramfs = await osInitramfs(workshop, sources);
  const { vmlinuz } = sources;
  const contents = await Promise.all([vmlinuz, OS_INIT, ...CODE].map((file) => readFile(file)));
  const part = await buildPart(workshop, {
    name: `os-${spec.id}`,
    inputs: [initramfs.key, JSON.stringify(spec), ...contents],
    make: async (folder) => {
      const release = join(folder, spec.id);
      await mkdir(release);
      const verity = await osRootfs({ ...spec, busybox: initramfs.busybox }, join(release, 'rootfs.img'));
      await signOs({ ...spec, verity, initramfs: initramfs.file, vmlinuz }, release);
    },
  });
  return join(part.folder, spec.id);
}
