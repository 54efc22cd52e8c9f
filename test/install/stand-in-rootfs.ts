import { buildHashTree } from '../../src/formats/verity/build-hash-tree.ts';
import { verityGeometry } from '../../src/formats/verity/verity-geometry.ts';
import type { Rootfs } from '../../src/simulate/make-rootfs.ts';

const BLOCK_BYTES = 4096;
const SALT = Buffer.alloc(32, 0x5a);

/** A root filesystem with its hash tree, in which every block differs. No file system is in it: nothing here mounts it. */
export function standInRootfs(dataBlocks: number, seed = 0, version: 0 | 1 = 0): Rootfs {
  const data = new Uint32Array((dataBlocks * BLOCK_BYTES) / 4).map((_, at) =>
    Math.imul(at + 1, 2654435761 + seed),
  );
  const filesystem = new Uint8Array(data.buffer);
  const { tree, rootDigest } = buildHashTree(
    (block) => filesystem.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES),
    verityGeometry(dataBlocks, 'root-first'),
    { version, salt: SALT },
  );
  return {
    image: Buffer.concat([filesystem, tree]),
    dataBlocks,
    rootDigest: Buffer.from(rootDigest).toString('hex'),
    salt: SALT.toString('hex'),
  };
}
