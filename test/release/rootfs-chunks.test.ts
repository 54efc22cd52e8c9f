import { describe, expect, test } from 'vitest';
import { rootfsChunks } from '../../src/release/rootfs-chunks.ts';
import { bytesOf } from './bytes-of.ts';

const { signal } = new AbortController();
const DATA = Buffer.alloc(300 * 4096, 'a root filesystem ');

async function whole(source: Parameters<typeof rootfsChunks>[0]) {
  const { chunks, sizeBytes, verity } = await rootfsChunks(source, 'seed', signal);
  const image = Buffer.concat(await Array.fromAsync(chunks));
  expect(image).toHaveLength(sizeBytes);
  return { image, verity: verity() };
}

describe('rootfsChunks()', () => {
  test('puts the tree that it makes behind the data, and accepts what it made', async () => {
    const made = await whole({ image: bytesOf(DATA), verity: 'make' });
    expect(made.image.subarray(0, DATA.length).equals(DATA)).toBe(true);
    expect(made.verity).toMatchObject({ version: 0, dataBlocks: 300 });
    const again = await whole({ image: bytesOf(made.image), verity: made.verity });
    expect(again.image.equals(made.image)).toBe(true);
  });

  test('leaves out what lies behind the tree', async () => {
    const made = await whole({ image: bytesOf(DATA), verity: 'make' });
    const longer = Buffer.concat([made.image, Buffer.alloc(8192, 'more')]);
    const again = await whole({ image: bytesOf(longer), verity: made.verity });
    expect(again.image.equals(made.image)).toBe(true);
  });

  test.for([
    ['a damaged block', 5 * 4096 + 9, 'IMG-03', 5 * 4096],
    ['a damaged leaf of the tree', 302 * 4096, 'IMG-04', 302 * 4096],
    ['a damaged top of the tree', 300 * 4096, 'IMG-04', 300 * 4096],
  ] as const)('refuses %s, and says where', async ([, at, code, offsetBytes]) => {
    const { image, verity } = await whole({ image: bytesOf(DATA), verity: 'make' });
    image[at] = (image[at] ?? 0) ^ 1;
    await expect(whole({ image: bytesOf(image), verity })).rejects.toMatchObject({
      code,
      facts: { offsetBytes },
    });
  });

  test('refuses an image that ends inside of its tree', async () => {
    const { image, verity } = await whole({ image: bytesOf(DATA), verity: 'make' });
    const short = bytesOf(image.subarray(0, image.length - 4096));
    await expect(whole({ image: short, verity })).rejects.toMatchObject({ code: 'IMG-02' });
  });

  test('refuses an image that is not whole blocks', async () => {
    const odd = bytesOf(DATA.subarray(0, DATA.length - 1));
    await expect(whole({ image: odd, verity: 'make' })).rejects.toMatchObject({
      code: 'FMT-01',
      facts: { field: 'data_blocks' },
    });
  });

  test('refuses an image that becomes shorter while it is read', async () => {
    const shrinking = { ...bytesOf(DATA), sizeBytes: DATA.length + 4096 };
    await expect(whole({ image: shrinking, verity: 'make' })).rejects.toMatchObject({ code: 'IMG-02' });
  });
});
