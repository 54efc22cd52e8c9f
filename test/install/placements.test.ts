import { expect, test } from 'vitest';
import { placements } from '../../src/install/placements.ts';
import { memoryImage } from '../fakes/memory-image.ts';
import { partitionAt, planOf } from './planned-disk.ts';

const kernel = memoryImage('kernel.bin', new Uint8Array(4096));
const rootfs = memoryImage('rootfs.img', new Uint8Array(8192));

test('placements() gives each payload to every partition that takes it, root filesystems first', () => {
  const { payload: _, ...empty } = partitionAt('KERN-C', 0, 'kernel');
  const plan = planOf([
    partitionAt('KERN-A', 0, 'kernel'),
    partitionAt('ROOT-A', 0, 'rootfs'),
    empty,
    partitionAt('KERN-B', 0, 'kernel'),
    partitionAt('ROOT-B', 0, 'rootfs'),
  ]);
  const places = placements(plan, { kernel, rootfs });
  expect(places.map(({ image, partition }) => [partition.label, image])).toEqual([
    ['ROOT-A', rootfs],
    ['ROOT-B', rootfs],
    ['KERN-A', kernel],
    ['KERN-B', kernel],
  ]);
});
