import { createHash } from 'node:crypto';
import type { Brand } from '../core/brand.ts';
import type { DeviceModel } from '../core/device.ts';
import { Fault, isFault } from '../core/faults.ts';
import { isWeak } from '../formats/vboot/is-weak.ts';
import { type KernelBlob, readKernelBlob } from '../formats/vboot/kernel-blob.ts';
import { KEYBLOCK_FLAGS } from '../formats/vboot/keyblock-flags.ts';
import { keyblockSigner } from '../formats/vboot/keyblock-signer.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';
import { readVerityTable, type VerityTable } from '../formats/verity/verity-table.ts';
import { developerFlag } from './developer-flag.ts';
import type { ManifestVerity, Payload } from './manifest.ts';
import type { Policy } from './policy.ts';
import { rollbackText } from './rollback-text.ts';
import type { VerifiedRelease } from './verified-release.ts';

const FILE = 'kernel.bin';

/** A kernel that the firmware will start and that starts the root filesystem of its release. */
export type VerifiedKernel = Brand<
  {
    /** All of `kernel.bin`. */
    readonly bytes: Uint8Array;
    readonly blob: KernelBlob;
  },
  'VerifiedKernel'
>;

/**
 * Makes every check of the firmware, and those that tie the kernel to its release.
 * @throws Fault IMG-02 or IMG-03 when it is not the file that the manifest means, IMG-07 when the firmware would
 * refuse it, IMG-09 when it would as too old, SIG-06, IMG-05 when it would start another root filesystem
 */
export function verifyKernel(
  release: VerifiedRelease,
  kernelBin: Uint8Array,
  { device, minimumKernelVersion }: Pick<Policy, 'device' | 'minimumKernelVersion'>,
): VerifiedKernel {
  refuseOtherFile(release, kernelBin);
  const blob = readBlob(kernelBin);
  refuseOtherSigner(blob, release.kernelSubkey);
  refuseOtherMode(blob.keyblock.flags, device);
  refuseRollback(blob, minimumKernelVersion);
  refuseOtherRootfs(blob.commandLine, payload(release, 'rootfs').verity);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place that may mint it
  return { bytes: kernelBin, blob } as VerifiedKernel;
}

// The vboot signature ends with its body. What lies behind it in the file is written to the disk as well, and only
// the manifest covers it.
function refuseOtherFile(release: VerifiedRelease, kernelBin: Uint8Array): void {
  const { bytes: expectedBytes, sha256 } = payload(release, 'kernel');
  const gotBytes = kernelBin.length;
  if (gotBytes !== expectedBytes) throw new Fault('IMG-02', { file: FILE, expectedBytes, gotBytes });
  if (createHash('sha256').update(kernelBin).digest('hex') !== sha256) {
    throw new Fault('IMG-03', { file: FILE, offsetBytes: 0 });
  }
}

function payload({ manifest }: VerifiedRelease, role: Payload['role']): Payload {
  const found = manifest.payloads.find((one) => one.role === role);
  if (found === undefined) throw new Fault('MAN-02', { field: 'payloads', problem: `there is no ${role}` });
  return found;
}

function readBlob(kernelBin: Uint8Array): KernelBlob {
  try {
    return readKernelBlob(kernelBin);
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const { format, field, problem } = error.facts;
    throw refused(`${format} ${field}: ${problem}`);
  }
}

function refused(problem: string): Fault {
  return new Fault('IMG-07', { file: FILE, problem });
}

function refuseOtherSigner({ keyblock }: KernelBlob, kernelSubkey: PackedKey): void {
  if (keyblockSigner(keyblock, [kernelSubkey]) === 'none') {
    throw refused('its keyblock is not signed by the kernel subkey of the release');
  }
  // The subkey itself was looked at when the release was assessed.
  const { hash, signatureBytes } = keyblock.dataKey;
  if (isWeak(keyblock.dataKey)) throw new Fault('SIG-06', { key: FILE, hash, bits: signatureBytes * 8 });
}

/** The installed system starts with recovery off, and from a kernel partition that is not MiniOS's. */
function refuseOtherMode(flags: number, device: DeviceModel): void {
  const { recoveryOff, miniosOff, miniosOn } = KEYBLOCK_FLAGS;
  const needed = developerFlag(device) | recoveryOff;
  // Keyblocks from before MiniOS have neither of its flags, and the firmware of their time asks for none.
  const onlyMinios = (flags & (miniosOff | miniosOn)) === miniosOn;
  if ((flags & needed) === needed && !onlyMinios) return;
  throw refused(
    `its keyblock has the flags 0x${flags.toString(16)}, and 0x${needed.toString(16)} are needed`,
  );
}

function refuseRollback({ version }: KernelBlob, minimum: Policy['minimumKernelVersion']): void {
  // Not "below the minimum": a minimum that is no number must refuse as well.
  if (minimum === 'unknown' || version >= minimum) return;
  throw new Fault('IMG-09', {
    file: FILE,
    version: rollbackText(version),
    minimum: rollbackText(minimum),
  });
}

function refuseOtherRootfs(commandLine: string, verity: ManifestVerity | undefined): void {
  const manifestDigest = verity?.rootDigest ?? 'none';
  const table = readTable(commandLine, manifestDigest);
  const same =
    verity !== undefined &&
    table.rootDigest === verity.rootDigest &&
    table.version === (verity.version ?? 0) &&
    table.salt === verity.salt &&
    table.dataBlocks === verity.dataBlocks;
  if (!same) throw new Fault('IMG-05', { manifestDigest, kernelDigest: table.rootDigest });
}

/** That the hash tree lies right behind the data is checked by the reader of the table. */
function readTable(commandLine: string, manifestDigest: string): VerityTable {
  try {
    const table = readVerityTable(commandLine);
    if (table !== 'none') return table;
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const problem = `${error.facts.field}: ${error.facts.problem}`;
    throw new Fault('IMG-05', { manifestDigest, kernelDigest: 'unreadable', problem }, { cause: error });
  }
  throw new Fault('IMG-05', { manifestDigest, kernelDigest: 'none' });
}
