import { createHash } from 'node:crypto';
import type { ManifestVerity } from '../catalog/manifest.ts';
import { BLOCK_BYTES } from '../formats/verity/verity-sizes.ts';
import type { RootfsSource } from './release-spec.ts';
import { withItsTree } from './with-its-tree.ts';
import { withNewTree } from './with-new-tree.ts';

/** A root filesystem with its hash tree, chunk by chunk. */
export interface RootfsChunks {
  /** With the tree. */
  readonly sizeBytes: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** What vouches for it. Known when all chunks were taken. */
  readonly verity: () => ManifestVerity;
}

/**
 * The root filesystem as it will lie in its partition. A tree that is not there yet is made; its salt comes from `seed`,
 * so that the same image gives the same tree, or from what is known of the tree.
 * @throws Fault FMT-01 when the image is not whole blocks, IMG-02, IMG-03, IMG-04
 */
export async function rootfsChunks(
  { image, verity }: RootfsSource,
  seed: string,
  signal: AbortSignal,
): Promise<RootfsChunks> {
  if (verity === 'make') {
    const salt = createHash('sha256').update(`rsd verity salt\0${seed}`).digest();
    return withNewTree(image, { version: 0, salt }, signal);
  }
  const treeIsMissing = image.sizeBytes === verity.dataBlocks * BLOCK_BYTES;
  if (!treeIsMissing) return await withItsTree(image, verity, signal);
  return withNewTree(image, { version: verity.version ?? 0, salt: Buffer.from(verity.salt, 'hex') }, signal);
}
