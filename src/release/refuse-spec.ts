import { readManifest } from '../catalog/manifest.ts';
import { manifestFor, type ReleaseFiles } from './manifest-for.ts';
import type { ReleaseSpec } from './release-spec.ts';

const DIGEST = '0'.repeat(64);
const ROOTFS_BYTES = 3 * 4096;

/** Refuses what no manifest could say, before anything is read or written. @throws Fault MAN-02, MAN-03 */
export function refuseSpec(spec: ReleaseSpec): void {
  const file = (name: string, bytes: number) => ({ file: name, bytes, sha256: DIGEST });
  const system: ReleaseFiles['system'] = {
    kernel: file('kernel.bin', 1),
    rootfs: file(spec.packing === 'zstd' ? 'rootfs.img.zst' : 'rootfs.img', ROOTFS_BYTES),
    rootfsImageBytes: ROOTFS_BYTES,
    verity: { version: 0, rootDigest: DIGEST, salt: DIGEST, dataBlocks: 2 },
  };
  const standIn: ReleaseFiles = {
    system: spec.system === 'none' ? 'none' : system,
    firmware: spec.firmware === 'none' ? 'none' : { ...file('firmware.bin', 1), version: '0' },
  };
  readManifest(Buffer.from(JSON.stringify(manifestFor(spec, standIn))));
}
