import { isVersion } from '../../catalog/is-version.ts';
import { compareVersions } from '../../catalog/version.ts';
import type { Arch } from '../../core/device.ts';
import { Fault } from '../../core/faults.ts';
import type { PackedKey } from '../../formats/vboot/packed-key.ts';
import type { SoftwareManifest } from '../../stick/software-manifest.ts';
import { readPublicKey } from '../read-public-key.ts';
import type { Tree } from '../tree/tree.ts';
import { softwareKeys, treeSoftware } from '../tree/tree-software.ts';
import { RSD_VERSION } from '../version.ts';

/** What the agent of a stick would trust, and which agent it is. */
export interface Trust {
  readonly keys: readonly PackedKey[];
  /** Where the keys are from, for people. */
  readonly from: string;
  readonly agentVersion: string;
  /** Of the recovery software, which runs on no other processor. */
  readonly arch: Arch | 'unknown';
}

interface Wanted {
  readonly keyFiles: readonly string[];
  readonly softwareId: string | undefined;
  readonly arch: Arch | undefined;
}

/** @throws Fault OPT-01 when it cannot be known, KEY-01, MAK-06 */
export async function trustOf(tree: Tree, wanted: Wanted, signal: AbortSignal): Promise<Trust> {
  const software = await softwareFor(tree, wanted, signal);
  const agent = {
    agentVersion: software === 'none' ? RSD_VERSION : software.version,
    arch: software === 'none' ? ('unknown' as const) : software.arch,
  };
  if (wanted.keyFiles.length > 0) {
    const keys = await Promise.all(wanted.keyFiles.map(readPublicKey));
    return { ...agent, keys, from: wanted.keyFiles.join(', ') };
  }
  if (software === 'none')
    throw new Fault('OPT-01', {
      option: '--key',
      problem: `it is missing, and ${tree.name} has no recovery software that says which keys are trusted`,
    });
  const keys = await softwareKeys(tree.software, software, signal);
  return { ...agent, keys, from: `software/${software.id}` };
}

/** The software that is named, or the newest that runs on such a processor. */
async function softwareFor(
  tree: Tree,
  { softwareId, arch }: Wanted,
  signal: AbortSignal,
): Promise<SoftwareManifest | 'none'> {
  const all = await treeSoftware(tree.software, signal);
  if (softwareId !== undefined) {
    const named = all.find(({ id }) => id === softwareId);
    if (named?.kind === 'software') return named.manifest;
    const problem = named === undefined ? `${tree.name} has no such software` : named.reason;
    throw new Fault('OPT-01', { option: `--software ${softwareId}`, problem });
  }
  const fit = all
    .flatMap((one) => (one.kind === 'software' ? [one.manifest] : []))
    .filter((one) => arch === undefined || one.arch === arch);
  const arches = new Set(fit.map((one) => one.arch));
  if (arches.size > 1)
    throw new Fault('OPT-01', {
      option: '--arch',
      problem: `it is missing, and there is software for ${[...arches].join(', ')}`,
    });
  return (
    fit.toSorted(
      (a, b) => newerFirst(a.version, b.version) || Number(a.id > b.id) - Number(a.id < b.id),
    )[0] ?? 'none'
  );
}

function newerFirst(a: string, b: string): number {
  const known = Number(isVersion(b)) - Number(isVersion(a));
  return known !== 0 || !isVersion(a) ? known : compareVersions(b, a);
}
