import { createHash } from 'node:crypto';
import { isVersion } from '../../catalog/is-version.ts';
import { compareVersions } from '../../catalog/version.ts';
import type { Arch } from '../../core/device.ts';
import { Fault } from '../../core/faults.ts';
import type { RecoverySource } from '../../core/ports.ts';
import { type PackedKey, readPackedKey } from '../../formats/vboot/packed-key.ts';
import {
  MAX_SOFTWARE_MANIFEST_BYTES,
  readSoftwareManifest,
  type SoftwareFile,
  type SoftwareManifest,
} from '../../stick/software-manifest.ts';

export interface ChosenSoftware {
  readonly manifest: SoftwareManifest;
  /** The bytes of `software.json`. */
  readonly bytes: Uint8Array;
  /** Those that its agent trusts. */
  readonly keys: readonly PackedKey[];
}

export interface SoftwareWish {
  readonly id: string | undefined;
  readonly arch: Arch | undefined;
}

type Found = Omit<ChosenSoftware, 'keys'>;

/**
 * The newest recovery software of a tree for a processor. It is checked when it has been fetched.
 * @throws Fault MAK-06, OPT-01 when there is some for several processors and none was named; what the source throws
 */
export async function chooseSoftware(
  source: RecoverySource,
  { id, arch }: SoftwareWish,
  signal: AbortSignal,
): Promise<ChosenSoftware> {
  const ids = id === undefined ? await source.list(signal) : [id];
  const found: Found[] = [];
  for (const one of ids) found.push(await softwareAt(source, one, signal));
  const fitting = found.filter(({ manifest }) => arch === undefined || manifest.arch === arch);
  refuseSeveralArches(fitting);
  const [newest] = fitting.toSorted(newestFirst);
  if (newest === undefined) {
    const kind = arch === undefined ? '' : ` for ${arch}`;
    throw new Fault('MAK-06', { problem: `${source.label} has no recovery software${kind}` });
  }
  const keys: PackedKey[] = [];
  for (const file of newest.manifest.files.keys)
    keys.push(await keyAt(source, newest.manifest.id, file, signal));
  return { ...newest, keys };
}

async function softwareAt(source: RecoverySource, id: string, signal: AbortSignal): Promise<Found> {
  const bytes = await source.readSmall(id, 'software.json', MAX_SOFTWARE_MANIFEST_BYTES, signal);
  if (bytes === 'absent') throw new Fault('MAK-06', { problem: `there is no software/${id}/software.json` });
  const manifest = readSoftwareManifest(bytes);
  if (manifest.id !== id) {
    throw new Fault('MAK-06', { problem: `the folder software/${id} has the software "${manifest.id}"` });
  }
  if (!isVersion(manifest.version))
    throw new Fault('MAK-06', { problem: `${id}: "${manifest.version}" is no version` });
  return { manifest, bytes };
}

/** A stick starts on one kind of processor: which, is not guessed. */
function refuseSeveralArches(found: readonly Found[]): void {
  const arches = [...new Set(found.map(({ manifest }) => manifest.arch))].toSorted();
  if (arches.length <= 1) return;
  throw new Fault('OPT-01', {
    option: '--arch',
    problem: `it is missing, and there is software for ${arches.join(', ')}`,
  });
}

function newestFirst({ manifest: a }: Found, { manifest: b }: Found): number {
  return compareVersions(b.version, a.version) || Number(b.id > a.id) - Number(b.id < a.id);
}

async function keyAt(
  source: RecoverySource,
  id: string,
  { file, bytes, sha256 }: SoftwareFile,
  signal: AbortSignal,
): Promise<PackedKey> {
  const wrong = (problem: string): Fault => new Fault('MAK-06', { problem: `${file}: ${problem}` });
  const content = await source.readSmall(id, file, bytes, signal);
  if (content === 'absent') throw wrong('it is missing');
  if (createHash('sha256').update(content).digest('hex') !== sha256)
    throw wrong('it is damaged: its SHA-256 is another');
  try {
    return readPackedKey(content);
  } catch (error) {
    throw new Fault('MAK-06', { problem: `${file} is no key` }, { cause: error });
  }
}
