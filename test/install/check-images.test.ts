import { expect, test } from 'vitest';
import { Fault } from '../../src/core/faults.ts';
import { checkImages } from '../../src/install/check-images.ts';
import type { CheckedImage } from '../../src/install/checked-image.ts';
import { memoryImage } from '../fakes/memory-image.ts';

const { signal } = new AbortController();
const SLOTS = Array.from({ length: 2 }, () => new Uint8Array(8192));

/** An image that remembers what was asked of it, and is damaged from some byte on. */
function watchedImage(
  sizeBytes: number,
  damagedFrom = Infinity,
): CheckedImage & { readonly asked: (readonly [number, number])[] } {
  const asked: [number, number][] = [];
  return {
    ...memoryImage('rootfs.img', new Uint8Array(sizeBytes)),
    asked,
    async fill(offsetBytes, into) {
      asked.push([offsetBytes, into.length]);
      if (offsetBytes >= damagedFrom) throw new Fault('IMG-03', { file: 'rootfs.img', offsetBytes });
    },
  };
}

test('checkImages() reads every image once, whole, and tells how far it is', async () => {
  const [first, second] = [watchedImage(20_480), watchedImage(4096)];
  const progress: [number, number][] = [];
  await checkImages([first, second], SLOTS, (...said) => progress.push(said), signal);
  expect(first.asked).toEqual([
    [0, 8192],
    [8192, 8192],
    [16_384, 4096],
  ]);
  expect(second.asked).toEqual([[0, 4096]]);
  expect(progress.map(([, totalBytes]) => totalBytes)).toEqual([24_576, 24_576, 24_576, 24_576]);
  expect(progress.at(-1)).toEqual([24_576, 24_576]);
});

test('checkImages() throws the damage that it finds, and does not read the next image', async () => {
  const [first, second] = [watchedImage(81_920, 16_384), watchedImage(4096)];
  const checked = checkImages([first, second], SLOTS, () => undefined, signal);
  await expect(checked).rejects.toMatchObject({ code: 'IMG-03', facts: { offsetBytes: 16_384 } });
  expect(first.asked.length).toBeLessThanOrEqual(4);
  expect(second.asked).toEqual([]);
});

test('checkImages() stops at an abort with its reason', async () => {
  const image = watchedImage(81_920);
  const aborted = AbortSignal.abort(new Fault('AGT-02', {}));
  await expect(checkImages([image], SLOTS, () => undefined, aborted)).rejects.toMatchObject({
    code: 'AGT-02',
  });
  expect(image.asked).toEqual([]);
});
