import { createHash } from 'node:crypto';
import type { ManifestVerity } from '../../catalog/manifest.ts';
import type { KernelBlob } from '../../formats/vboot/kernel-blob.ts';
import { keyblockSigner } from '../../formats/vboot/keyblock-signer.ts';
import type { PackedKey } from '../../formats/vboot/packed-key.ts';
import { kernelWords } from '../../formats/verity/kernel-words.ts';
import { verityGeometry } from '../../formats/verity/verity-geometry.ts';
import { BLOCK_BYTES } from '../../formats/verity/verity-sizes.ts';
import { readVerityTable } from '../../formats/verity/verity-table.ts';
import type { ImageBytes } from '../image-bytes.ts';
import { pieces } from '../pieces.ts';
import { imageFault } from './image-fault.ts';
import type { ImageFile } from './image-file.ts';
import { imagePartition } from './image-partition.ts';
import { inImage } from './in-image.ts';
import { type ReadKernel, readKernel } from './read-kernel.ts';

/** What a recovery image installs. */
export interface RecoveryImage {
  /** The kernel that starts recovery from the stick. */
  readonly recoveryKernel: KernelBlob;
  /** The kernel that is installed. */
  readonly kernel: ReadKernel;
  /** The partition, which may be longer than what `verity` vouches for. Its blocks have not been checked yet. */
  readonly rootfs: ImageBytes;
  readonly verity: ManifestVerity;
}

export interface ImageAuthorities {
  /** Who must have signed the recovery kernel; `'unknown'` where nobody was named. */
  readonly recoveryKey: PackedKey | 'unknown';
  /** Who must have signed the installed kernel. */
  readonly kernelSubkey: PackedKey;
}

/**
 * Follows the chain of trust of an official recovery image: the recovery key signs KERN-A, whose `kern_b_hash` is the
 * SHA-256 of all of the partition KERN-B, whose command line has the verity table of ROOT-A. Source: recovery_init.sh and
 * mod_image_for_recovery.sh of Chromium OS.
 * @throws Fault IMP-01 with the first thing that is wrong
 */
export async function readRecoveryImage(
  image: ImageFile,
  { recoveryKey, kernelSubkey }: ImageAuthorities,
  signal: AbortSignal,
): Promise<RecoveryImage> {
  const { file } = image;
  const partition = await imagePartition(image, signal);
  const [kernA, kernB, rootA] = [partition('KERN-A'), partition('KERN-B'), partition('ROOT-A')];
  const recovery = await readKernel(file, 'KERN-A', kernA, signal);
  if (recoveryKey !== 'unknown') refuseOtherSigner(file, 'KERN-A', recovery, recoveryKey, 'recovery key');
  await refuseOtherKernel(file, recovery.blob.commandLine, kernB, signal);
  const kernel = await readKernel(file, 'KERN-B', kernB, signal);
  refuseOtherSigner(file, 'KERN-B', kernel, kernelSubkey, 'kernel subkey');
  const verity = verityOf(file, kernel.blob);
  refuseShort(file, rootA, verity);
  return { recoveryKernel: recovery.blob, kernel, rootfs: rootA, verity };
}

function refuseOtherSigner(
  file: string,
  part: string,
  { blob }: ReadKernel,
  key: PackedKey,
  name: string,
): void {
  if (keyblockSigner(blob.keyblock, [key]) !== 'none') return;
  throw imageFault(file, `${part}: its keyblock is not signed by the ${name} that was given`);
}

async function refuseOtherKernel(
  file: string,
  commandLine: string,
  kernB: ImageBytes,
  signal: AbortSignal,
): Promise<void> {
  const words = inImage(file, 'KERN-A', () => kernelWords(commandLine));
  const values = words.filter(({ name }) => name === 'kern_b_hash').map(({ value }) => value);
  const [wanted] = values;
  if (wanted === undefined) throw imageFault(file, 'KERN-A: its command line has no kern_b_hash');
  if (values.length > 1)
    throw imageFault(file, `KERN-A: its command line has kern_b_hash ${values.length} times`);
  if (!/^[0-9a-f]{64}$/.test(wanted)) throw imageFault(file, 'KERN-A: kern_b_hash is no SHA-256');
  const hash = createHash('sha256');
  for await (const { bytes } of pieces(kernB, kernB.sizeBytes, signal)) hash.update(bytes);
  if (hash.digest('hex') !== wanted)
    throw imageFault(file, 'KERN-B: it is not the partition that kern_b_hash of KERN-A is the digest of');
}

function verityOf(file: string, { commandLine }: KernelBlob): ManifestVerity {
  const table = inImage(file, 'KERN-B', () => readVerityTable(commandLine));
  if (table === 'none') throw imageFault(file, 'KERN-B: its command line has no verity table');
  const { version, rootDigest, salt, dataBlocks } = table;
  return { version, rootDigest, salt, dataBlocks };
}

function refuseShort(file: string, rootA: ImageBytes, { dataBlocks }: ManifestVerity): void {
  const neededBytes = verityGeometry(dataBlocks, 'root-first').imageBlocks * BLOCK_BYTES;
  if (rootA.sizeBytes >= neededBytes) return;
  const problem = `it has ${rootA.sizeBytes} bytes; file system and hash tree have ${neededBytes}`;
  throw imageFault(file, `ROOT-A: ${problem}`);
}
