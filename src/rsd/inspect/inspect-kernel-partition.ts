import { Fault } from '../../core/faults.ts';
import type { GptPartition, GptTable } from '../../formats/gpt/gpt-table.ts';
import { readKernelBlob } from '../../formats/vboot/kernel-blob.ts';
import { verityGeometry } from '../../formats/verity/verity-geometry.ts';
import { checkImages } from '../../install/check-images.ts';
import { openRootfsImage } from '../../install/rootfs-image.ts';
import { findingOf } from './finding-of.ts';
import { kernelFinding } from './inspect-vboot.ts';
import type { DeepLook, Looking } from './looking.ts';
import { bytesAt, type Medium } from './medium.ts';
import { partitionOf } from './partition-of.ts';
import type { Finding } from './report.ts';
import { type StartedRoot, startedRoot } from './started-root.ts';

const HEAD_BYTES = 4096;
const BLOCK_BYTES = 4096;
/** Real kernels have 16 to 32 MiB; this much memory is taken. */
const MAX_KERNEL_BYTES = 128 << 20;

/** What is in a kernel partition, and with `--deep` the root filesystem that it starts. @throws Fault FMT-01 */
export async function inspectKernelPartition(
  medium: Medium,
  table: GptTable,
  kernel: GptPartition,
  looking: Looking,
): Promise<Finding> {
  const partition = partitionOf(medium, table, kernel);
  if ((await bytesAt(partition, 0, HEAD_BYTES)).every((byte) => byte === 0)) return { state: 'empty' };
  const bytes = await bytesAt(partition, 0, MAX_KERNEL_BYTES);
  const facts = await kernelFinding(bytes);
  const { deep } = looking;
  if (deep === 'no') return facts;
  return {
    ...facts,
    rootCheck: await findingOf(() => rootFinding(medium, table, kernel, bytes, looking, deep)),
  };
}

async function rootFinding(
  medium: Medium,
  table: GptTable,
  kernel: GptPartition,
  bytes: Uint8Array,
  looking: Looking,
  deep: DeepLook,
): Promise<Finding> {
  const { commandLine } = readKernelBlob(bytes);
  const started = startedRoot(commandLine);
  if (started === 'none') return 'its kernel names none';
  const root = partitionFor(table, kernel, started);
  if (root === undefined) return { problem: 'the partition that the kernel looks for is not there' };
  await checkTree(partitionOf(medium, table, root), started, `${root.number} ${root.name}`, looking, deep);
  return { partition: `${root.number} ${root.name}`, state: 'whole: every block is that of the tree' };
}

function partitionFor(
  { partitions }: GptTable,
  kernel: GptPartition,
  { partition }: StartedRoot,
): GptPartition | undefined {
  if ('guid' in partition) return partitions.find(({ uniqueGuid }) => uniqueGuid === partition.guid);
  return partitions.find(({ number }) => number === kernel.number + partition.behind);
}

async function checkTree(
  partition: Medium,
  verity: StartedRoot,
  name: string,
  { signal, onBytes }: Looking,
  { checker, slots }: DeepLook,
): Promise<void> {
  const bytes = verityGeometry(verity.dataBlocks, 'root-first').imageBlocks * BLOCK_BYTES;
  if (bytes > partition.sizeBytes)
    throw new Fault('IMG-08', { partition: name, payloadBytes: bytes, partitionBytes: partition.sizeBytes });
  const payload = {
    sizeBytes: bytes,
    async read(offsetBytes: number, into: Uint8Array) {
      signal.throwIfAborted();
      const there = into.subarray(0, Math.max(0, Math.min(into.length, bytes - offsetBytes)));
      await partition.read(offsetBytes, there);
      return there.length;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const { version, rootDigest, salt, dataBlocks } = verity;
  const image = await openRootfsImage(
    { role: 'rootfs', file: name, bytes, sha256: '', verity: { version, rootDigest, salt, dataBlocks } },
    payload,
    checker,
    signal,
  );
  await checkImages([image], slots, (done, total) => onBytes(name, done, total), signal);
}
