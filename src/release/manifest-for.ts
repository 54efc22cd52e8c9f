import type { Manifest, ManifestVerity } from '../catalog/manifest.ts';
import { defaultLayout } from './default-layout.ts';
import type { ReleaseSpec } from './release-spec.ts';
import type { WrittenFile } from './write-payload.ts';

export interface ReleaseFiles {
  readonly kernel: WrittenFile;
  readonly rootfs: WrittenFile;
  /** Unpacked, with its tree. */
  readonly rootfsImageBytes: number;
  readonly verity: ManifestVerity;
  readonly firmware: WrittenFile | 'none';
}

/** The oldest agent that knows all that our manifests say. */
const MINIMUM_AGENT = '0.1';

/** The manifest over files that are there. */
export function manifestFor(spec: ReleaseSpec, files: ReleaseFiles): Manifest {
  const { id, os, arch, models, packing, layout } = spec;
  const { kernel, rootfs, rootfsImageBytes, verity, firmware } = files;
  const compression = packing === 'zstd' ? ({ compression: 'zstd-seekable' } as const) : {};
  return {
    format: 1,
    id,
    os: { name: os.name, version: os.version },
    arch,
    models,
    payloads: [
      { role: 'kernel', ...kernel },
      { role: 'rootfs', ...rootfs, ...compression, verity },
      ...(firmware === 'none' ? [] : [{ role: 'firmware', ...firmware } as const]),
    ],
    layout: layout === 'default' ? defaultLayout(kernel.bytes, rootfsImageBytes) : layout,
    minimumAgent: MINIMUM_AGENT,
  };
}
