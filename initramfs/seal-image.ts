import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { buildHashTree } from '../src/formats/verity/build-hash-tree.ts';
import { verityGeometry } from '../src/formats/verity/verity-geometry.ts';

/** What dm-verity has to be told to open an image. */
export interface SealedImage {
  /** Of 4096 bytes; the hash tree begins right behind them. */
  readonly dataBlocks: number;
  readonly rootDigest: string;
  readonly salt: string;
}

const BLOCK_BYTES = 4096;

/**
 * Puts the hash tree behind the data in `file`: dm-verity version 1 without a superblock, so that nothing is read on a
 * device that was not signed. The salt comes from the data: the same data always gives the same image.
 */
export async function sealImage(file: string): Promise<SealedImage> {
  const content = await readFile(file);
  const data = Buffer.concat([content, new Uint8Array(-content.length & (BLOCK_BYTES - 1))]);
  const dataBlocks = data.length / BLOCK_BYTES;
  const salt = createHash('sha256').update(data).digest();
  const { tree, rootDigest } = buildHashTree(
    (block) => data.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES),
    verityGeometry(dataBlocks, 'root-first'),
    { version: 1, salt },
  );
  await writeFile(file, Buffer.concat([data, tree]));
  return { dataBlocks, rootDigest: Buffer.from(rootDigest).toString('hex'), salt: salt.toString('hex') };
}
