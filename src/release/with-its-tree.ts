import type { ManifestVerity } from '../catalog/manifest.ts';
import { Fault, isFault } from '../core/faults.ts';
import { firstBadBlock } from '../formats/verity/first-bad-block.ts';
import { openHashTree } from '../formats/verity/hash-tree.ts';
import { verityGeometry } from '../formats/verity/verity-geometry.ts';
import { BLOCK_BYTES } from '../formats/verity/verity-sizes.ts';
import type { ImageBytes } from './image-bytes.ts';
import { pieces, ROOTFS } from './pieces.ts';
import { readPiece } from './read-piece.ts';
import type { RootfsChunks } from './rootfs-chunks.ts';

/**
 * The image with the tree that it has, every block checked against it, and the tree against the root digest. What lies
 * behind the tree is left out: nobody vouches for it.
 * @throws Fault IMG-02 when the image is shorter, IMG-03 for a damaged block, IMG-04 for a damaged tree
 */
export async function withItsTree(
  image: ImageBytes,
  verity: ManifestVerity,
  signal: AbortSignal,
): Promise<RootfsChunks> {
  const geometry = verityGeometry(verity.dataBlocks, 'root-first');
  const sizeBytes = geometry.imageBlocks * BLOCK_BYTES;
  if (image.sizeBytes < sizeBytes)
    throw new Fault('IMG-02', { file: ROOTFS, expectedBytes: sizeBytes, gotBytes: image.sizeBytes });
  const rule = { version: verity.version ?? 0, salt: Buffer.from(verity.salt, 'hex') };
  const readBlocks = (first: number, count: number): Promise<Uint8Array> =>
    readPiece(image, first * BLOCK_BYTES, count * BLOCK_BYTES, signal);
  const root = Buffer.from(verity.rootDigest, 'hex');
  const tree = await aboutTree(openHashTree(geometry, rule, root, readBlocks));
  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    for await (const { offsetBytes, bytes } of pieces(image, sizeBytes, signal)) {
      const wanted = tree.digestsFor(offsetBytes / BLOCK_BYTES, bytes.length / BLOCK_BYTES);
      const bad = firstBadBlock(bytes, await aboutTree(wanted), rule);
      if (bad !== 'all-good')
        throw new Fault('IMG-03', { file: ROOTFS, offsetBytes: offsetBytes + bad * BLOCK_BYTES });
      yield bytes;
    }
  }
  return { sizeBytes, chunks: chunks(), verity: () => verity };
}

async function aboutTree<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const offsetBytes = Number(error.facts['block'] ?? 0) * BLOCK_BYTES;
    throw new Fault('IMG-04', { file: ROOTFS, offsetBytes }, { cause: error });
  }
}
