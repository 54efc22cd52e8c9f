import type { Manifest } from '../catalog/manifest.ts';
import { verityGeometry } from '../formats/verity/verity-geometry.ts';

const BLOCK_BYTES = 4096;

/** How much of its partition a payload fills: for the root filesystem that is the file system and its hash tree, unpacked. */
export function imageBytesOf(manifest: Manifest, role: 'kernel' | 'rootfs'): number {
  const payload = manifest.payloads.find((one) => one.role === role);
  if (payload === undefined) return 0;
  if (payload.verity === undefined) return payload.bytes;
  return verityGeometry(payload.verity.dataBlocks, 'root-first').imageBlocks * BLOCK_BYTES;
}
