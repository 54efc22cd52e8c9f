import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signManifest } from './sign-manifest.ts';

export interface FirmwareReleaseSpec {
  readonly id: string;
  /** That of the firmware, as the image calls itself. */
  readonly version: string;
  readonly models: readonly object[];
  readonly image: Uint8Array;
}

/** Makes a release that has firmware and nothing else below `parent`; returns its folder. */
export async function firmwareRelease(spec: FirmwareReleaseSpec, parent: string): Promise<string> {
  const { id, version, models, image } = spec;
  const release = join(parent, id);
  await mkdir(release, { recursive: true });
  await writeFile(join(release, 'firmware.bin'), image);
  const sha256 = createHash('sha256').update(image).digest('hex');
  const manifest = {
    format: 1,
    id,
    os: { name: 'Nimbus firmware', version },
    arch: 'x86_64',
    models,
    payloads: [{ role: 'firmware', file: 'firmware.bin', bytes: image.length, sha256, version }],
    layout: [],
    minimumAgent: '0.1',
  };
  await signManifest(manifest, release);
  return release;
}
