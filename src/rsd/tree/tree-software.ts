import { createHash } from 'node:crypto';
import { Fault, isFault } from '../../core/faults.ts';
import type { RecoverySource } from '../../core/ports.ts';
import { type PackedKey, readPackedKey } from '../../formats/vboot/packed-key.ts';
import {
  MAX_SOFTWARE_MANIFEST_BYTES,
  readSoftwareManifest,
  type SoftwareManifest,
} from '../../stick/software-manifest.ts';

const MAX_KEY_BYTES = 8192;

export type TreeSoftware =
  | { readonly kind: 'software'; readonly id: string; readonly manifest: SoftwareManifest }
  | { readonly kind: 'unusable'; readonly id: string; readonly reason: string };

/** The recovery software of a tree, as its `software.json` files say. A tree without any is no error. */
export async function treeSoftware(
  source: RecoverySource,
  signal: AbortSignal,
): Promise<readonly TreeSoftware[]> {
  const found: TreeSoftware[] = [];
  for (const id of await idsOf(source, signal)) found.push(await one(source, id, signal));
  return found;
}

async function idsOf(source: RecoverySource, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return (await source.list(signal)).toSorted();
  } catch (error) {
    // A server that has releases only.
    if (isFault(error, 'NET-18')) return [];
    throw error;
  }
}

async function one(source: RecoverySource, id: string, signal: AbortSignal): Promise<TreeSoftware> {
  try {
    const bytes = await source.readSmall(id, 'software.json', MAX_SOFTWARE_MANIFEST_BYTES, signal);
    if (bytes === 'absent') return { kind: 'unusable', id, reason: 'software.json is missing' };
    const manifest = readSoftwareManifest(bytes);
    if (manifest.id === id) return { kind: 'software', id, manifest };
    return { kind: 'unusable', id, reason: `its software.json is that of "${manifest.id}"` };
  } catch (error) {
    if (isFault(error, 'MAK-06')) return { kind: 'unusable', id, reason: error.facts.problem };
    if (isFault(error, 'MAN-03')) return { kind: 'unusable', id, reason: 'software.json is too long' };
    throw error;
  }
}

/** The keys that recovery software trusts. @throws Fault MAK-06 when one is missing or not the one that is meant */
export async function softwareKeys(
  source: RecoverySource,
  { id, files }: SoftwareManifest,
  signal: AbortSignal,
): Promise<readonly PackedKey[]> {
  return await Promise.all(
    files.keys.map(async ({ file, sha256 }) => {
      const bytes = await source.readSmall(id, file, MAX_KEY_BYTES, signal);
      const wrong = (problem: string): Fault => new Fault('MAK-06', { problem: `${id}/${file}: ${problem}` });
      if (bytes === 'absent') throw wrong('it is missing');
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw wrong('it is damaged');
      return readPackedKey(bytes);
    }),
  );
}
