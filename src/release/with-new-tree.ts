import type { DigestRule } from '../core/ports.ts';
import { hashTreeBuilder } from '../formats/verity/hash-tree-builder.ts';
import { verityGeometry } from '../formats/verity/verity-geometry.ts';
import { BLOCK_BYTES } from '../formats/verity/verity-sizes.ts';
import type { ImageBytes } from './image-bytes.ts';
import { pieces } from './pieces.ts';
import type { RootfsChunks } from './rootfs-chunks.ts';

/** The image, and behind it the tree that is made on the way. @throws Fault FMT-01 when it is not whole blocks of 4096 bytes */
export function withNewTree(image: ImageBytes, rule: DigestRule, signal: AbortSignal): RootfsChunks {
  const geometry = verityGeometry(image.sizeBytes / BLOCK_BYTES, 'root-first');
  const builder = hashTreeBuilder(geometry, rule);
  let rootDigest = '';
  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    for await (const { bytes } of pieces(image, image.sizeBytes, signal)) {
      builder.add(bytes);
      yield bytes;
    }
    const built = builder.finish();
    rootDigest = Buffer.from(built.rootDigest).toString('hex');
    yield built.tree;
  }
  const { version, salt } = rule;
  return {
    sizeBytes: geometry.imageBlocks * BLOCK_BYTES,
    chunks: chunks(),
    verity: () => ({
      version,
      rootDigest,
      salt: Buffer.from(salt).toString('hex'),
      dataBlocks: geometry.dataBlocks,
    }),
  };
}
