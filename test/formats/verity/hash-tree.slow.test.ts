import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockDigester } from '../../../src/formats/verity/block-digester.ts';
import { buildHashTree } from '../../../src/formats/verity/build-hash-tree.ts';
import { type HashTree, openHashTree } from '../../../src/formats/verity/hash-tree.ts';
import type { ReadBlocks } from '../../../src/formats/verity/tree-reader.ts';
import {
  type TreeOrder,
  type VerityGeometry,
  verityGeometry,
} from '../../../src/formats/verity/verity-geometry.ts';
import { pseudoRandom } from './pseudo-random.ts';

const rule = { version: 0, salt: new Uint8Array(32).fill(9) } as const;
const RANDOM = pseudoRandom(16385 * 4096);

interface Image {
  readonly geometry: VerityGeometry;
  readonly bytes: Buffer;
  readonly rootDigest: Uint8Array;
  readonly read: ReadBlocks;
}

function imageOf(dataBlocks: number, order: TreeOrder = 'root-first'): Image {
  const geometry = verityGeometry(dataBlocks, order);
  const data = RANDOM.subarray(0, dataBlocks * 4096);
  const block = (index: number) => data.subarray(index * 4096, (index + 1) * 4096);
  const { tree, rootDigest } = buildHashTree(block, geometry, rule);
  const bytes = Buffer.concat([data, tree]);
  const read: ReadBlocks = async (first, count) => bytes.subarray(first * 4096, (first + count) * 4096);
  return { geometry, bytes, rootDigest, read };
}

const open = ({ geometry, rootDigest, read }: Image): Promise<HashTree> =>
  openHashTree(geometry, rule, rootDigest, read);

/** The digests of all blocks, straight from the bytes. */
function digestsOf(bytes: Buffer): Buffer {
  const digest = blockDigester(rule);
  const count = bytes.length / 4096;
  return Buffer.concat(
    Array.from({ length: count }, (_, index) => digest(bytes.subarray(index * 4096, (index + 1) * 4096))),
  );
}

const SIZES = [1, 2, 127, 128, 129, 16383, 16384, 16385];

test.for(SIZES.flatMap((blocks) => [[blocks, 'root-first'] as const, [blocks, 'leaves-first'] as const]))(
  'openHashTree() agrees with buildHashTree() on every block of %d, %s',
  async ([dataBlocks, order]) => {
    const image = imageOf(dataBlocks, order);
    const tree = await open(image);
    const digests = await tree.digestsFor(0, image.geometry.imageBlocks);
    expect(digestsOf(image.bytes).equals(digests)).toBe(true);
  },
);

const order = fc.constantFrom('root-first' as const, 'leaves-first' as const);
const someBlocks = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.constantFrom(...SIZES.slice(0, 5), 8200));

test('openHashTree() gives the digests of any run of blocks, in whatever order they are asked for', async () => {
  const runs = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 8 });
  const property = fc.asyncProperty(someBlocks, order, runs, async (dataBlocks, treeOrder, wanted) => {
    const image = imageOf(dataBlocks, treeOrder);
    const { imageBlocks } = image.geometry;
    const all = digestsOf(image.bytes);
    const tree = await open(image);
    const checks = wanted.map(async ([from, upTo]) => {
      const first = from % imageBlocks;
      const count = upTo % (imageBlocks - first + 1);
      const digests = await tree.digestsFor(first, count);
      expect(all.subarray(first * 32, (first + count) * 32).equals(digests)).toBe(true);
    });
    await Promise.all(checks);
  });
  await fc.assert(property, { numRuns: 40 });
});

test('openHashTree() finds a flipped bit in any block of the tree, padding included, and names the block', async () => {
  const property = fc.asyncProperty(
    someBlocks,
    order,
    fc.nat(),
    fc.nat(),
    async (dataBlocks, treeOrder, which, bit) => {
      const image = imageOf(Math.max(2, dataBlocks), treeOrder);
      const { geometry, bytes } = image;
      const block = geometry.dataBlocks + (which % (geometry.imageBlocks - geometry.dataBlocks));
      const at = block * 4096 + ((bit >> 3) % 4096);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
      const readAll = open(image).then((tree) => tree.digestsFor(0, geometry.dataBlocks));
      await expect(readAll).rejects.toMatchObject({ code: 'FMT-01', facts: { field: 'hash_tree', block } });
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

test('openHashTree() refuses another root digest', async () => {
  const image = imageOf(129);
  const { firstBlock } = image.geometry.levels.at(-1) ?? { firstBlock: 0 };
  await expect(open({ ...image, rootDigest: new Uint8Array(32) })).rejects.toMatchObject({
    code: 'FMT-01',
    facts: { field: 'hash_tree', block: firstBlock },
  });
});

test.for([0, 31, 33, 64])('openHashTree() refuses a root digest of %d bytes', async (bytes) => {
  const image = imageOf(1);
  await expect(open({ ...image, rootDigest: new Uint8Array(bytes) })).rejects.toMatchObject({
    facts: { field: 'root_digest' },
  });
});

test.for([
  ['nothing', 0],
  ['half a block less', -2048],
  ['a block more', 4096],
] as const)('openHashTree() refuses a reader that gives %s', async ([, tooMany]) => {
  const image = imageOf(300);
  const read: ReadBlocks = async (_, count) => new Uint8Array(tooMany === 0 ? 0 : count * 4096 + tooMany);
  await expect(open({ ...image, read })).rejects.toMatchObject({
    code: 'FMT-01',
    facts: { field: 'hash_tree' },
  });
});

/** An image of zeros is alike in all full blocks of a level, so that any size of it can be made up while reading. */
async function zerosOf(
  dataBlocks: number,
): Promise<Image & { readonly reads: [first: number, count: number][] }> {
  const geometry = verityGeometry(dataBlocks, 'root-first');
  const digest = blockDigester(rule);
  let below: Uint8Array = new Uint8Array(4096);
  const blockOf = geometry.levels.map(({ firstBlock, blocks }, index) => {
    const full = geometry.levels[index - 1]?.blocks ?? dataBlocks;
    expect(full % 128 === 0 || blocks === 1).toBe(true);
    const block = Buffer.concat(Array<Buffer>(Math.min(128, full)).fill(digest(below)), 4096);
    below = block;
    return { firstBlock, end: firstBlock + blocks, block };
  });
  const reads: [number, number][] = [];
  const read: ReadBlocks = async (first, count) => {
    reads.push([first, count]);
    const found = blockOf.find(({ firstBlock, end }) => first >= firstBlock && first + count <= end);
    return Buffer.concat(Array<Buffer>(count).fill(found?.block ?? Buffer.alloc(0)));
  };
  return { geometry, bytes: Buffer.alloc(0), rootDigest: digest(below), read, reads };
}

test('openHashTree() of 64 GiB reads 1033 blocks, at most 256 at once, and none of the leaves', async () => {
  const image = await zerosOf(2 ** 24);
  await open(image);
  const firstLeaf = image.geometry.levels[0]?.firstBlock ?? 0;
  const sum = image.reads.reduce((blocks, [, count]) => blocks + count, 0);
  expect(sum).toBe(1 + 8 + 1024);
  expect(Math.max(...image.reads.map(([, count]) => count))).toBe(256);
  expect(image.reads.filter(([first, count]) => first + count > firstLeaf)).toEqual([]);
});

test('digestsFor() reads 64 leaf blocks at a time, each once when asked for in order', async () => {
  const image = await zerosOf(2 ** 24);
  const tree = await open(image);
  image.reads.length = 0;
  for (let block = 0; block < 2 ** 17; block += 256) await tree.digestsFor(block, 256);
  expect(image.reads.length).toBe(2 ** 17 / 128 / 64);
  expect(new Set(image.reads.map(([, count]) => count))).toEqual(new Set([64]));
});

test('digestsFor() reads nothing for the blocks of the tree', async () => {
  const image = await zerosOf(2 ** 24);
  const tree = await open(image);
  image.reads.length = 0;
  await tree.digestsFor(image.geometry.dataBlocks, image.geometry.imageBlocks - image.geometry.dataBlocks);
  expect(image.reads).toEqual([]);
});

test('digestsFor() shares one read among those that ask at the same time', async () => {
  const image = await zerosOf(2 ** 24);
  const tree = await open(image);
  image.reads.length = 0;
  await Promise.all([tree.digestsFor(0, 256), tree.digestsFor(256, 256), tree.digestsFor(512, 256)]);
  expect(image.reads.length).toBe(1);
});

test('digestsFor() forgets leaves that it has not used for a while', async () => {
  const image = await zerosOf(2 ** 24);
  const tree = await open(image);
  image.reads.length = 0;
  const groups = [0, 1, 2, 3, 0, 4, 0, 1];
  for (const group of groups) await tree.digestsFor(group * 8192, 1);
  const firstLeaf = image.geometry.levels[0]?.firstBlock ?? 0;
  expect(image.reads.map(([first]) => (first - firstLeaf) / 64)).toEqual([0, 1, 2, 3, 4, 1]);
});

test('digestsFor() tries again after a read that failed', async () => {
  const image = imageOf(300);
  const { read } = image;
  const failures = [new Error('pulled out')];
  const tree = await open({
    ...image,
    read: async (first, count) => {
      const failure = first === image.geometry.levels[0]?.firstBlock ? failures.pop() : undefined;
      if (failure) throw failure;
      return read(first, count);
    },
  });
  await expect(tree.digestsFor(0, 1)).rejects.toThrow('pulled out');
  expect(await tree.digestsFor(0, 1)).toEqual(new Uint8Array(digestsOf(image.bytes.subarray(0, 4096))));
});

test('digestsFor() stays right when the reader reuses its buffer', async () => {
  const image = imageOf(300);
  const reused = Buffer.alloc(256 * 4096);
  const tree = await open({
    ...image,
    read: async (first, count) => {
      reused.set(await image.read(first, count));
      return reused.subarray(0, count * 4096);
    },
  });
  await tree.digestsFor(0, 1);
  reused.fill(0);
  expect(digestsOf(image.bytes).equals(await tree.digestsFor(0, image.geometry.imageBlocks))).toBe(true);
});

test.for([
  [-1, 1],
  [0, -1],
  [0.5, 1],
  [0, Number.NaN],
  [0, 304],
  [303, 1],
  [2 ** 53, 1],
  [2 ** 32, 2 ** 32],
] as const)('digestsFor() refuses %d, %d of an image of 303 blocks', async ([first, count]) => {
  const tree = await open(imageOf(299));
  await tree.digestsFor(0, 303);
  await expect(tree.digestsFor(first, count)).rejects.toMatchObject({
    code: 'FMT-01',
    facts: { field: 'block_range' },
  });
});

test('digestsFor() refuses more than 2^20 digests at once, even of an image that has them', async () => {
  const tree = await open(await zerosOf(2 ** 24));
  await expect(tree.digestsFor(0, 2 ** 20 + 1)).rejects.toMatchObject({ facts: { field: 'block_range' } });
});

test('openHashTree() refuses an image whose tree does not fit in memory, without a read', async () => {
  const geometry = verityGeometry(2 ** 40, 'root-first');
  const read: ReadBlocks = async () => {
    throw new Error('it was read');
  };
  await expect(openHashTree(geometry, rule, new Uint8Array(32), read)).rejects.toMatchObject({
    code: 'FMT-01',
    facts: { field: 'hash_tree' },
  });
});
