import { Fault } from '../../core/faults.ts';
import type { DigestRule } from '../../core/ports.ts';
import { leafDigests } from './leaf-digests.ts';
import { type ReadBlocks, type TreeReader, treeReader } from './tree-reader.ts';
import type { VerityGeometry, VerityLevel } from './verity-geometry.ts';
import { BLOCK_BYTES, DIGEST_BYTES } from './verity-sizes.ts';

/** A tree whose root digest held. All of it but the leaves is in memory: 4 MiB for an image of 64 GiB. */
export interface HashTree {
  /**
   * The expected digests of image blocks, be they data or tree: 32 bytes for each of `count` blocks. The leaf
   * blocks that it needs are read and checked first, some MiB of data ahead.
   * @throws Fault FMT-01: field `hash_tree` with the wrong block of the image as `block`, field `block_range`
   * for blocks that the image does not have; what the reader of blocks throws.
   */
  digestsFor(firstBlock: number, count: number): Promise<Uint8Array>;
}

/** 64 MiB, enough for an image of 1 TiB. */
const MAX_HELD_BLOCKS = 2 ** 14;
const MAX_READ_BLOCKS = 256;
const MAX_DIGESTS = 2 ** 20;

/**
 * Reads every level of the tree but the leaves, from the top down, each block checked against its parent.
 * `readBlocks` reads from the start of the image, at most 256 blocks at a time, one call after the other.
 * @throws Fault FMT-01, field `hash_tree`, when the tree does not lead to the root digest; what `readBlocks` throws.
 */
export async function openHashTree(
  geometry: VerityGeometry,
  rule: DigestRule,
  rootDigest: Uint8Array,
  readBlocks: ReadBlocks,
): Promise<HashTree> {
  refuseUnfit(rootDigest, geometry);
  const read = treeReader(rule, readBlocks);
  const [leaves] = geometry.levels;
  const areas: Area[] = [];
  // The bytes of a level are the digests of the blocks of the level below it, back to back.
  let digests: Uint8Array = new Uint8Array(rootDigest);
  for (const level of geometry.levels.toReversed()) {
    areas.push({ ...level, digests: inMemory(digests) });
    if (level !== leaves) digests = await readLevel(level, digests, read);
  }
  const ofData = leaves === undefined ? inMemory(digests) : leafDigests(leaves, digests, read);
  areas.push({ firstBlock: 0, blocks: geometry.dataBlocks, digests: ofData });
  return { digestsFor: (firstBlock, count) => digestsIn(areas, geometry.imageBlocks, firstBlock, count) };
}

/** A run of image blocks whose digests lie together. `digests` counts the blocks from the start of the run. */
interface Area extends VerityLevel {
  readonly digests: (firstBlock: number, count: number) => Promise<Uint8Array>;
}

function refuseUnfit(rootDigest: Uint8Array, { levels }: VerityGeometry): void {
  if (rootDigest.length !== DIGEST_BYTES) {
    throw broken('root_digest', `${rootDigest.length} bytes; it must have ${DIGEST_BYTES}`);
  }
  const held = levels.slice(1).reduce((sum, { blocks }) => sum + blocks, 0);
  if (held > MAX_HELD_BLOCKS) {
    throw broken('hash_tree', `${held} blocks above the leaves; there may be ${MAX_HELD_BLOCKS}`);
  }
}

function inMemory(digests: Uint8Array): Area['digests'] {
  return async (firstBlock, count) =>
    digests.subarray(firstBlock * DIGEST_BYTES, (firstBlock + count) * DIGEST_BYTES);
}

async function readLevel(level: VerityLevel, digests: Uint8Array, read: TreeReader): Promise<Uint8Array> {
  const into = new Uint8Array(level.blocks * BLOCK_BYTES);
  for (let done = 0; done < level.blocks; done += MAX_READ_BLOCKS) {
    const count = Math.min(MAX_READ_BLOCKS, level.blocks - done);
    const expected = digests.subarray(done * DIGEST_BYTES, (done + count) * DIGEST_BYTES);
    into.set(await read(level.firstBlock + done, expected, count), done * BLOCK_BYTES);
  }
  return into;
}

async function digestsIn(
  areas: readonly Area[],
  imageBlocks: number,
  firstBlock: number,
  count: number,
): Promise<Uint8Array> {
  const whole = Number.isSafeInteger(firstBlock) && Number.isSafeInteger(count);
  if (!whole || firstBlock < 0 || count < 0 || count > MAX_DIGESTS || firstBlock + count > imageBlocks) {
    throw broken('block_range', `${count} blocks from ${firstBlock} on, of an image of ${imageBlocks}`);
  }
  const into = new Uint8Array(count * DIGEST_BYTES);
  for (const area of areas) {
    const from = Math.max(firstBlock, area.firstBlock);
    const to = Math.min(firstBlock + count, area.firstBlock + area.blocks);
    if (from >= to) continue;
    into.set(await area.digests(from - area.firstBlock, to - from), (from - firstBlock) * DIGEST_BYTES);
  }
  return into;
}

function broken(field: string, problem: string): Fault {
  return new Fault('FMT-01', { format: 'dm-verity', field, problem });
}
