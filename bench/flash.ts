import { stat } from 'node:fs/promises';
import { blockChecker } from '../src/host/block-checker.ts';
import { openDisk } from '../src/host/open-disk.ts';
import { slotMemory } from '../src/host/slot-memory.ts';
import { stickSource } from '../src/host/stick-source.ts';
import type { CheckedImage } from '../src/install/checked-image.ts';
import type { PlannedPartition } from '../src/install/plan-layout.ts';
import { readBack } from '../src/install/read-back.ts';
import { openRootfsImage } from '../src/install/rootfs-image.ts';
import { stubbornDisk } from '../src/install/stubborn-disk.ts';
import { writeImages } from '../src/install/write-images.ts';
import type { Recipe } from './make-image.ts';

/**
 * The agent's own write path as one process, to be timed beside its peers: every 4 KiB block is checked against its
 * hash tree before it is written. Arguments: stick folder, recipe as JSON, device, bytes of the device, `write` or
 * `write-and-read-back`.
 */
const [stick = '', recipeJson = '', devicePath = '', deviceBytes = '', mode = ''] = process.argv.slice(2);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by bench/main.ts a moment ago
const recipe = JSON.parse(recipeJson) as Recipe;
const { signal } = new AbortController();
const sizeBytes = Number(deviceBytes);
const description = {
  name: 'bench',
  model: '',
  serial: '',
  sizeBytes,
  devicePath,
  sectorBytes: 512,
  bus: 'virtual',
  removable: 'fixed',
  access: 'read-write',
  usedBy: [],
} as const;

await using checker = blockChecker();
await using disk = await openDisk(description);
const slots = slotMemory(8, 1 << 20);
const payload = await stickSource(stick).openPayload('bench', 'rootfs.img', signal);
if (payload === 'absent') throw new Error('There is no image');
await using file = payload;
const { size: bytes } = await stat(`${stick}/recovery/bench/rootfs.img`);
const image: CheckedImage = await openRootfsImage(
  { role: 'rootfs', file: 'rootfs.img', bytes, sha256: '', verity: recipe },
  file,
  checker,
  signal,
);
const partition: PlannedPartition = {
  number: 3,
  label: 'ROOT-A',
  type: 'rootfs',
  sizeBytes: bytes,
  offsetBytes: 0,
  lengthBytes: bytes,
};
const target = stubbornDisk(disk, () => {
  throw new Error('A write had to be tried again, so the time says nothing');
});
await writeImages([{ image, partition }], 'all', target, slots, () => undefined, signal);
if (mode === 'write-and-read-back') {
  await readBack([{ image, partition }], target, slots, () => undefined, signal);
}
