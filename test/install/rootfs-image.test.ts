import { expect, test } from 'vitest';
import type { ManifestVerity, Payload } from '../../src/catalog/manifest.ts';
import type { PayloadFile } from '../../src/core/ports.ts';
import { buildHashTree } from '../../src/formats/verity/build-hash-tree.ts';
import { verityGeometry } from '../../src/formats/verity/verity-geometry.ts';
import { encodeSeekable } from '../../src/formats/zstd-seekable/encode-seekable.ts';
import type { CheckedImage } from '../../src/install/checked-image.ts';
import { openRootfsImage } from '../../src/install/rootfs-image.ts';
import { memoryFile } from './memory-file.ts';
import { sameThreadChecker } from './same-thread-checker.ts';
import { standInRootfs } from './stand-in-rootfs.ts';

const BLOCK = 4096;
const MIB = 1 << 20;
const { signal } = new AbortController();
/** 300 blocks of data, 1 of root, 3 of leaves. */
const { image: IMAGE, ...TREE } = standInRootfs(300);
const VERITY: ManifestVerity = TREE;

type Packing = 'plain' | 'zstd';
type OpenablePayload = Payload & Required<Pick<Payload, 'verity'>>;

const packed = async (image: Uint8Array, packing: Packing): Promise<Uint8Array> =>
  packing === 'plain' ? image : Buffer.concat(await Array.fromAsync(encodeSeekable([image], MIB, 1)));

function payloadOf(bytes: number, packing: Packing, verity = VERITY): OpenablePayload {
  const common = { role: 'rootfs', bytes, sha256: 'cd'.repeat(32), verity } as const;
  return packing === 'plain'
    ? { ...common, file: 'rootfs.img' }
    : { ...common, file: 'rootfs.img.zst', compression: 'zstd-seekable' };
}

async function opened(image: Uint8Array, packing: Packing): Promise<CheckedImage> {
  const file = await packed(image, packing);
  return openRootfsImage(payloadOf(file.length, packing), memoryFile(file), sameThreadChecker, signal);
}

/** All of an image, in pieces as long as a slot. */
async function contentOf(image: CheckedImage, slotBytes = MIB): Promise<Uint8Array> {
  const content = new Uint8Array(image.sizeBytes);
  for (let at = 0; at < content.length; at += slotBytes) {
    await image.fill(at, content.subarray(at, at + slotBytes), signal);
  }
  return content;
}

const PACKINGS = ['plain', 'zstd'] as const;

test.for(PACKINGS)(
  'openRootfsImage() gives the data and the hash tree of a good image (%s)',
  async (packing) => {
    const image = await opened(IMAGE, packing);
    expect(image.sizeBytes).toBe(IMAGE.length);
    expect(Buffer.compare(await contentOf(image), IMAGE)).toBe(0);
    expect(Buffer.compare(await contentOf(image, 16 * BLOCK), IMAGE)).toBe(0);
    expect(await image.firstWrong(0, IMAGE, signal)).toBe('none');
  },
);

const PLACES = [
  ['the first bit', 0, 'IMG-03', 0],
  ['the last bit of the first block', BLOCK - 1, 'IMG-03', 0],
  ['a bit in the middle of the data', 150 * BLOCK + 77, 'IMG-03', 150],
  ['a bit in the last block of data', 300 * BLOCK - 1, 'IMG-03', 299],
  ['a digest in the first leaf', 301 * BLOCK, 'IMG-04', 301],
  ['a digest in the middle leaf', 302 * BLOCK + 2000, 'IMG-04', 302],
  ['a digest in the last leaf', 303 * BLOCK + 31, 'IMG-04', 303],
  ['the padding of the last leaf', 304 * BLOCK - 1, 'IMG-04', 303],
] as const;

test.for(PACKINGS.flatMap((packing) => PLACES.map((place) => [packing, ...place] as const)))(
  'openRootfsImage() finds a flip in a %s image: %s',
  async ([packing, , at, code, block]) => {
    const image = await opened(flipped(IMAGE, at), packing);
    const facts = { offsetBytes: block * BLOCK };
    await expect(contentOf(image)).rejects.toMatchObject({ code, facts });
    await expect(contentOf(image, 16 * BLOCK)).rejects.toMatchObject({ code, facts });
  },
);

test.for(PACKINGS.flatMap((packing) => [300 * BLOCK, 301 * BLOCK - 1].map((at) => [packing, at] as const)))(
  'openRootfsImage() refuses at once a %s image whose top block has a flip at byte %i',
  async ([packing, at]) => {
    await expect(opened(flipped(IMAGE, at), packing)).rejects.toMatchObject({
      code: 'IMG-04',
      facts: { offsetBytes: 300 * BLOCK },
    });
  },
);

test.for([
  ['in the magic number of a frame', 0, 'IMG-06'],
  ['in the content of a block', 1000, 'IMG-03'],
] as const)('openRootfsImage() finds a bit that was flipped in what zstd made: %s', async ([, at, code]) => {
  const file = await packed(IMAGE, 'zstd');
  const payload = payloadOf(file.length, 'zstd');
  const image = openRootfsImage(payload, memoryFile(flipped(file, at)), sameThreadChecker, signal);
  await expect(image.then((one) => contentOf(one))).rejects.toMatchObject({ code });
});

test.for(PACKINGS)(
  'openRootfsImage() refuses a %s file that is shorter or longer than the manifest says',
  async (packing) => {
    const file = await packed(IMAGE, packing);
    const payload = payloadOf(file.length, packing);
    for (const other of [new Uint8Array(), file.subarray(0, -1), Buffer.concat([file, new Uint8Array(1)])]) {
      await expect(
        openRootfsImage(payload, memoryFile(other), sameThreadChecker, signal),
      ).rejects.toMatchObject({
        code: 'IMG-02',
        facts: { file: payload.file, expectedBytes: file.length, gotBytes: other.length },
      });
    }
  },
);

test('openRootfsImage() refuses another root digest, another salt and the other version of the format', async () => {
  const payload = payloadOf(IMAGE.length, 'plain');
  const others: ManifestVerity[] = [
    { ...VERITY, rootDigest: 'ab'.repeat(32) },
    { ...VERITY, salt: 'ab'.repeat(32) },
    { ...VERITY, salt: '' },
    { ...VERITY, version: 1 },
  ];
  for (const verity of others) {
    const image = openRootfsImage({ ...payload, verity }, memoryFile(IMAGE), sameThreadChecker, signal);
    await expect(image).rejects.toMatchObject({ code: 'IMG-04' });
  }
});

test.for([
  [1, '01'.repeat(7)],
  [1, ''],
  [0, ''],
] as const)(
  'openRootfsImage() knows version %i of the format with the salt "%s"',
  async ([version, salt]) => {
    const { verity, image } = imageOfEqualBlocks(129, version, salt);
    const checked = await openRootfsImage(
      payloadOf(image.sizeBytes, 'plain', verity),
      image,
      sameThreadChecker,
      signal,
    );
    expect(await checked.fill(0, new Uint8Array(132 * BLOCK), signal)).toBeUndefined();
  },
);

test('openRootfsImage() finds a flip in every level of a tree of three', async () => {
  const dataBlocks = 128 * 128 + 1;
  const good = imageOfEqualBlocks(dataBlocks, 0, '');
  const payload = payloadOf(good.image.sizeBytes, 'plain', good.verity);
  const codeOf = async (flip: number): Promise<unknown> => {
    const image = imageOfEqualBlocks(dataBlocks, 0, '', flip * BLOCK + 5).image;
    try {
      const checked = await openRootfsImage(payload, image, sameThreadChecker, signal);
      await checked.fill(0, new Uint8Array(MIB), signal);
      await checked.fill((dataBlocks - 1) * BLOCK, new Uint8Array(BLOCK), signal);
      return 'good';
    } catch (error) {
      return error;
    }
  };
  expect(await codeOf(-1)).toBe('good');
  // The top block, the two below it, the first and the last of the leaves.
  for (const nth of [0, 1, 2, 3, 3 + 128]) {
    const facts = { file: 'rootfs.img', offsetBytes: (dataBlocks + nth) * BLOCK };
    expect(await codeOf(dataBlocks + nth)).toMatchObject({ code: 'IMG-04', facts });
  }
});

test('firstWrong() finds the block of one changed byte, wherever the piece begins', async () => {
  const image = await opened(IMAGE, 'plain');
  for (const at of [0, 151 * BLOCK + 9, 300 * BLOCK, IMAGE.length - 1]) {
    const changed = flipped(IMAGE, at);
    const block = Math.floor(at / BLOCK) * BLOCK;
    expect(await image.firstWrong(0, changed, signal)).toBe(block);
    const from = Math.max(0, block - BLOCK);
    expect(await image.firstWrong(from, changed.subarray(from, block + BLOCK), signal)).toBe(block);
  }
});

test('fill() says IMG-02 and where the file ended when it was cut after it was opened', async () => {
  const payload = payloadOf(IMAGE.length, 'plain');
  let content: Uint8Array = IMAGE;
  const shrinking: PayloadFile = {
    ...memoryFile(IMAGE),
    read: (offsetBytes, into, aborted) => memoryFile(content).read(offsetBytes, into, aborted),
  };
  const image = await openRootfsImage(payload, shrinking, sameThreadChecker, signal);
  content = IMAGE.subarray(0, 10 * BLOCK);
  await expect(image.fill(0, new Uint8Array(MIB), signal)).rejects.toMatchObject({
    code: 'IMG-02',
    facts: { file: 'rootfs.img', gotBytes: 10 * BLOCK },
  });
});

test('fill() has no read under way any more when it fails', async () => {
  const payload = payloadOf(IMAGE.length, 'plain');
  const file = memoryFile(IMAGE);
  const leaves = Promise.withResolvers<void>();
  const done: string[] = [];
  let isOpen = false;
  const failing: PayloadFile = {
    ...file,
    async read(offsetBytes, into, aborted) {
      if (isOpen && offsetBytes === 0) throw new Error('pulled');
      if (isOpen) await leaves.promise;
      done.push('read');
      return await file.read(offsetBytes, into, aborted);
    },
  };
  const image = await openRootfsImage(payload, failing, sameThreadChecker, signal);
  [isOpen, done.length] = [true, 0];
  const failed = image.fill(0, new Uint8Array(MIB), signal).catch(() => done.push('failed'));
  setImmediate(leaves.resolve);
  await failed;
  expect(done).toEqual(['read', 'failed']);
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x04;
  return copy;
}

/** An image of equal data blocks, of which only the tree is in memory. */
function imageOfEqualBlocks(
  dataBlocks: number,
  version: 0 | 1,
  salt: string,
  flipAt = -1,
): { verity: ManifestVerity; image: PayloadFile } {
  const block = new Uint8Array(BLOCK).fill(0x42);
  const geometry = verityGeometry(dataBlocks, 'root-first');
  const { tree, rootDigest } = builtTree(dataBlocks, version, salt, block);
  const byteAt = (at: number): number => {
    const byte = at < dataBlocks * BLOCK ? 0x42 : (tree[at - dataBlocks * BLOCK] ?? 0);
    return at === flipAt ? byte ^ 0x80 : byte;
  };
  const image: PayloadFile = {
    ...memoryFile(new Uint8Array(), geometry.imageBlocks * BLOCK),
    async read(offsetBytes, into) {
      for (let at = 0; at < into.length; at += 1) into[at] = byteAt(offsetBytes + at);
      return into.length;
    },
  };
  return { verity: { version, salt, dataBlocks, rootDigest }, image };
}

interface BuiltTree {
  readonly tree: Uint8Array;
  readonly rootDigest: string;
}

const BUILT = new Map<string, BuiltTree>();

function builtTree(dataBlocks: number, version: 0 | 1, salt: string, block: Uint8Array): BuiltTree {
  const name = `${dataBlocks} ${version} ${salt}`;
  const known = BUILT.get(name);
  if (known !== undefined) return known;
  const rule = { version, salt: Buffer.from(salt, 'hex') };
  const { tree, rootDigest } = buildHashTree(() => block, verityGeometry(dataBlocks, 'root-first'), rule);
  const built = { tree, rootDigest: Buffer.from(rootDigest).toString('hex') };
  BUILT.set(name, built);
  return built;
}
