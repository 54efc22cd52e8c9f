import type { Manifest, ManifestVerity, Payload } from '../catalog/manifest.ts';
import { defaultLayout } from './default-layout.ts';
import type { ReleaseSpec } from './release-spec.ts';
import type { WrittenFile } from './write-payload.ts';

export interface ReleaseFiles {
  readonly system: SystemFiles | 'none';
  /** `version`: what its slots call themselves. */
  readonly firmware: (WrittenFile & { readonly version: string }) | 'none';
}

export interface SystemFiles {
  readonly kernel: WrittenFile;
  readonly rootfs: WrittenFile;
  /** Unpacked, with its tree. */
  readonly rootfsImageBytes: number;
  readonly verity: ManifestVerity;
}

/** The oldest agent that knows all that our manifests say. */
const MINIMUM_AGENT = '0.1';

/** The manifest over files that are there. */
export function manifestFor(spec: ReleaseSpec, files: ReleaseFiles): Manifest {
  const { id, os, arch, models } = spec;
  const { system, firmware } = files;
  return {
    format: 1,
    id,
    os: { name: os.name, version: os.version },
    arch,
    models,
    payloads: [
      ...(system === 'none' ? [] : systemPayloads(system, spec)),
      ...(firmware === 'none' ? [] : [{ role: 'firmware', ...firmware } as const]),
    ],
    layout: system === 'none' ? [] : layoutFor(system, spec),
    minimumAgent: MINIMUM_AGENT,
  };
}

function systemPayloads(
  { kernel, rootfs, verity }: SystemFiles,
  { packing }: ReleaseSpec,
): readonly Payload[] {
  const compression = packing === 'zstd' ? ({ compression: 'zstd-seekable' } as const) : {};
  return [
    { role: 'kernel', ...kernel },
    { role: 'rootfs', ...rootfs, ...compression, verity },
  ];
}

function layoutFor({ kernel, rootfsImageBytes }: SystemFiles, { layout }: ReleaseSpec): Manifest['layout'] {
  return layout === 'default' ? defaultLayout(kernel.bytes, rootfsImageBytes) : layout;
}
