import { createCipheriv, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { buildHashTree } from '../src/formats/verity/build-hash-tree.ts';
import { verityGeometry } from '../src/formats/verity/verity-geometry.ts';

/** The verity fields of a manifest. */
export interface Recipe {
  readonly version: 0;
  readonly rootDigest: string;
  readonly salt: string;
  readonly dataBlocks: number;
}

const BLOCK_BYTES = 4096;
const CHUNK_BYTES = 1 << 20;

/**
 * Writes an image of about `imageBytes` (60 % compressible, 30 % random, 10 % zero) and its hash tree to
 * `stick`/recovery/bench/rootfs.img, with no holes.
 */
export function makeImage(stick: string, imageBytes: number): Recipe {
  mkdirSync(`${stick}/recovery/bench`, { recursive: true });
  const file = openSync(`${stick}/recovery/bench/rootfs.img`, 'w+');
  const dataBlocks = Math.floor((imageBytes / BLOCK_BYTES) * (127 / 128));
  const bytes = dataBlocks * BLOCK_BYTES;
  const noise = createCipheriv('aes-128-ctr', randomBytes(16), randomBytes(16));
  for (let at = 0; at < bytes; at += CHUNK_BYTES) {
    writeSync(
      file,
      chunk(at / CHUNK_BYTES, noise).subarray(0, Math.min(CHUNK_BYTES, bytes - at)),
      0,
      undefined,
      at,
    );
  }
  const salt = randomBytes(32);
  const block = new Uint8Array(BLOCK_BYTES);
  const geometry = verityGeometry(dataBlocks, 'root-first');
  const { tree, rootDigest } = buildHashTree(
    (index) => {
      readSync(file, block, 0, BLOCK_BYTES, index * BLOCK_BYTES);
      return block;
    },
    geometry,
    { version: 0, salt },
  );
  writeSync(file, tree, 0, undefined, bytes);
  fsyncSync(file);
  closeSync(file);
  return {
    version: 0,
    rootDigest: Buffer.from(rootDigest).toString('hex'),
    salt: salt.toString('hex'),
    dataBlocks,
  };
}

type Cipher = ReturnType<typeof createCipheriv>;

function chunk(nth: number, noise: Cipher): Uint8Array {
  const kind = nth % 10;
  if (kind === 9) return Buffer.alloc(CHUNK_BYTES);
  if (kind >= 6) return noise.update(Buffer.alloc(CHUNK_BYTES));
  const words = noise.update(Buffer.alloc(CHUNK_BYTES / 16)).toString('hex');
  return Buffer.from(words.repeat(8).slice(0, CHUNK_BYTES), 'latin1');
}
