import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filePayload } from '../src/host/file-payload.ts';
import { imageFile } from '../src/host/image-file.ts';
import { slotMemory } from '../src/host/slot-memory.ts';
import type { Content } from '../src/stick/content.ts';
import { planStick } from '../src/stick/plan-stick.ts';
import type { StickPlan } from '../src/stick/stick-plan.ts';
import { writeStick } from '../src/stick/write-stick.ts';
import { EPOCH_SECONDS } from './epoch.ts';
import { filesBelow } from './files-below.ts';
import type { RecoverySoftware } from './recovery-software.ts';
import { treeDigest } from './tree-digest.ts';

export interface StickOptions {
  readonly software: RecoverySoftware;
  /** What is put on the data partition; nothing by default. */
  readonly dataFolder?: string;
  /** The file of the image. It appears whole or not at all. */
  readonly out: string;
  /** Of the whole stick; as small as it can be by default. */
  readonly sizeBytes?: number;
  /** Files that take the place of what `software` has, for sticks that were tampered with. The GUIDs stay. */
  readonly kernelA?: string;
  readonly kernelB?: string;
  readonly rootfs?: string;
  readonly uki?: string;
}

const SECTOR_BYTES = 512;
const SLOTS = 4;
const SLOT_BYTES = 1 << 20;

/** Makes the image of a recovery stick. The same software and data always give the same bytes. Needs no root rights. */
export async function makeStick(options: StickOptions): Promise<void> {
  const { software, dataFolder, out, sizeBytes = 'least' } = options;
  await using opened = new AsyncDisposableStack();
  const content = async (file: string): Promise<Content> => opened.use(await filePayload(file));
  const paths = dataFolder === undefined ? [] : await filesBelow(dataFolder);
  const plan = planStick({
    software: {
      partitionGuid: software.rootfs.partitionGuid,
      kernel: await content(software.kernelBlob),
      rootfs: await content(software.rootfs.file),
      uki: await content(options.uki ?? software.signedUki ?? software.uki),
    },
    files: await Promise.all(
      paths.map(async (path) => ({ path, content: await content(join(dataFolder ?? '', path)) })),
    ),
    sizeBytes,
    identity: await contentDigest(software, dataFolder),
    modified: new Date(EPOCH_SECONDS * 1000),
    label: out,
  });
  const tampered = await tamperedPlan(plan, options, content);
  await mkdir(dirname(out), { recursive: true });
  await using image = await imageFile(out, plan.table.sizeBytes);
  const { signal } = new AbortController();
  await writeStick(tampered, out, image.disk, slotMemory(SLOTS, SLOT_BYTES), () => undefined, signal);
  await image.publish();
}

/** Not of what takes its place on a tampered stick: that is to be found where the right one would be. */
async function contentDigest(software: RecoverySoftware, dataFolder: string | undefined): Promise<string> {
  const hash = createHash('sha256').update(await readFile(software.kernelBlob));
  if (dataFolder !== undefined) hash.update(await treeDigest(dataFolder));
  return hash.digest('hex');
}

/** The plan with other contents in the same places. */
async function tamperedPlan(
  { table, pieces }: StickPlan,
  { kernelA, kernelB, rootfs }: StickOptions,
  content: (file: string) => Promise<Content>,
): Promise<StickPlan> {
  const instead = new Map([
    ['KERN-A', kernelA],
    ['KERN-B', kernelB],
    ['ROOT-A', rootfs],
  ]);
  const swapped = pieces.map(async (piece) => {
    const file = instead.get(piece.name);
    if (file === undefined) return piece;
    const other = await content(file);
    const partition = table.partitions.find(({ name }) => name === piece.name);
    const roomBytes = ((partition?.lastLba ?? 0) + 1) * SECTOR_BYTES - piece.offsetBytes;
    if (other.sizeBytes > roomBytes) throw new RangeError(`${file} is larger than ${piece.name}`);
    return { ...piece, content: other };
  });
  return { table, pieces: await Promise.all(swapped) };
}
