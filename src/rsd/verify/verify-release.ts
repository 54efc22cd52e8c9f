import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { assess } from '../../catalog/assess.ts';
import { firmwarePayload } from '../../catalog/firmware-payload.ts';
import { isFirmwareOnly } from '../../catalog/is-firmware-only.ts';
import { MAX_MANIFEST_BYTES, type Payload, readManifest } from '../../catalog/manifest.ts';
import type { Policy } from '../../catalog/policy.ts';
import type { VerifiedRelease } from '../../catalog/verified-release.ts';
import { verifyKernel } from '../../catalog/verify-kernel.ts';
import { Fault, isFault } from '../../core/faults.ts';
import type { BlockChecker } from '../../core/ports.ts';
import { verifyForItself } from '../../firmware/verify-for-itself.ts';
import { readKeyblock } from '../../formats/vboot/keyblock.ts';
import { checkImages } from '../../install/check-images.ts';
import { openRootfsImage } from '../../install/rootfs-image.ts';
import type { OnBytes } from '../../release/counted.ts';
import { fileBytes } from '../../release/file-bytes.ts';
import type { ImageBytes } from '../../release/image-bytes.ts';
import { pieces } from '../../release/pieces.ts';
import { policyFor } from '../../release/policy-for.ts';
import { readPiece } from '../../release/read-piece.ts';
import type { OnFinding } from './finding.ts';
import { keyWords } from './key-words.ts';
import type { NamedKey } from './named-key.ts';
import { signerWords } from './signer-words.ts';

export interface VerifyTools {
  readonly checker: BlockChecker;
  /** Memory that the checker was made with. */
  readonly slots: readonly Uint8Array[];
  readonly onBytes: OnBytes;
}

/** A manifest that cannot be read fits no device: its signature is judged all the same, and first. */
const UNREADABLE = { models: [], arch: 'x86_64', minimumAgent: '0.1' } as const;

/**
 * Makes every check of the agent on the folder of a release: signatures, kernel, digests of the files, and every block of
 * the root filesystem.
 * @throws the Fault that the agent would refuse it with; the signal's reason
 */
export async function verifyRelease(
  folder: string,
  named: readonly NamedKey[],
  { checker, slots, onBytes }: VerifyTools,
  found: OnFinding,
  signal: AbortSignal,
): Promise<void> {
  const { release, policy } = await judged(folder, named, found, signal);
  const hasSystem = !isFirmwareOnly(release.manifest);
  if (hasSystem) await verifiedKernel(folder, release, policy, found, signal);
  for (const payload of release.manifest.payloads) {
    await checkDigest(folder, payload, onBytes, signal);
    found({ file: payload.file, what: `${payload.bytes} bytes, SHA-256 ${payload.sha256}` });
  }
  await verifiedFirmware(folder, release, found, signal);
  if (!hasSystem) return;
  const rootfs = payloadOf(release, 'rootfs');
  await using file = await payloadFile(folder, rootfs.file);
  const image = await openRootfsImage({ ...rootfs, verity: verityOf(rootfs) }, file, checker, signal);
  await checkImages([image], slots, onBytes, signal);
  found({
    file: rootfs.file,
    what: `${image.sizeBytes} bytes of file system and hash tree, every block checked`,
  });
}

async function verifiedKernel(
  folder: string,
  release: VerifiedRelease,
  policy: Policy,
  found: OnFinding,
  signal: AbortSignal,
): Promise<void> {
  const kernel = await wholeFile(folder, 'kernel.bin', payloadOf(release, 'kernel').bytes, signal);
  const { blob } = verifyKernel(release, kernel, policy);
  found({
    file: 'kernel.bin',
    what: `keyblock signed by the kernel subkey; body by data key ${keyWords(blob.keyblock.dataKey)}`,
  });
  found({ file: 'kernel.bin', what: 'its command line names the root filesystem of the manifest' });
}

/** What no device can be asked is left out: whether it has that root key, platform and map. */
async function verifiedFirmware(
  folder: string,
  { manifest }: VerifiedRelease,
  found: OnFinding,
  signal: AbortSignal,
): Promise<void> {
  const payload = firmwarePayload(manifest);
  if (payload === 'none') return;
  const { file, bytes, version } = payload;
  const image = await wholeFile(folder, file, bytes, signal);
  const { versions, rootKey } = verifyForItself(image, { release: manifest.id, version });
  found({ file, what: `${versions.slotA}, both slots signed under root key ${keyWords(rootKey)}` });
}

async function judged(
  folder: string,
  named: readonly NamedKey[],
  found: OnFinding,
  signal: AbortSignal,
): Promise<{ readonly release: VerifiedRelease; readonly policy: Policy }> {
  const manifest = await wholeFile(folder, 'manifest.json', MAX_MANIFEST_BYTES, signal);
  const vblock = await wholeFile(folder, 'manifest.vblock', MAX_MANIFEST_BYTES, signal);
  const keyblock = soundly(() => readKeyblock(vblock));
  found({ file: 'manifest.vblock', what: signerWords(keyblock, named) });
  const policy = policyFor(
    readableManifest(manifest),
    vblock,
    named.map(({ key }) => key),
  );
  const id = basename(folder);
  const verdict = assess({ id, source: folder, location: 'local', manifest, vblock }, policy);
  if (verdict.kind === 'refused') throw new Fault(verdict.code, verdict.facts);
  const { release } = verdict;
  found({ file: 'manifest.json', what: `signed by data key ${keyWords(keyblock.dataKey)}` });
  found({
    file: 'manifest.json',
    what: `${id}, version ${release.preambleVersion}, kernel subkey ${keyWords(release.kernelSubkey)}`,
  });
  return { release, policy };
}

function soundly<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const { format, field, problem } = error.facts;
    throw new Fault('SIG-02', { problem: `${format} ${field}: ${problem}` }, { cause: error });
  }
}

function readableManifest(bytes: Uint8Array): Parameters<typeof policyFor>[0] {
  try {
    return readManifest(bytes);
  } catch (error) {
    if (error instanceof Fault) return UNREADABLE;
    throw error;
  }
}

function payloadOf({ manifest }: VerifiedRelease, role: Payload['role']): Payload {
  const found = manifest.payloads.find((one) => one.role === role);
  if (found === undefined) throw new Fault('MAN-02', { field: 'payloads', problem: `there is no ${role}` });
  return found;
}

function verityOf({ verity, file }: Payload): NonNullable<Payload['verity']> {
  if (verity === undefined)
    throw new Fault('MAN-02', { field: 'verity', problem: `there is none for ${file}` });
  return verity;
}

/** At most a byte more than it may have, so that a file that is too long is seen as such. */
async function wholeFile(
  folder: string,
  name: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  await using file = await payloadFile(folder, name);
  return await readPiece(file, 0, Math.min(file.sizeBytes, maxBytes + 1), signal);
}

async function checkDigest(
  folder: string,
  { file, bytes, sha256 }: Payload,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  await using opened = await payloadFile(folder, file);
  if (opened.sizeBytes !== bytes)
    throw new Fault('IMG-02', { file, expectedBytes: bytes, gotBytes: opened.sizeBytes });
  const hash = createHash('sha256');
  for await (const piece of pieces(opened, bytes, signal)) {
    hash.update(piece.bytes);
    onBytes(piece.offsetBytes + piece.bytes.length, bytes);
  }
  if (hash.digest('hex') !== sha256) throw new Fault('IMG-03', { file, offsetBytes: 0 });
}

async function payloadFile(folder: string, name: string): Promise<ImageBytes & AsyncDisposable> {
  try {
    return await fileBytes(join(folder, name));
  } catch (error) {
    if (isFault(error, 'OPT-01')) throw new Fault('IMG-01', { file: name }, { cause: error });
    throw error;
  }
}
