import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { VerifiedRelease } from '../../catalog/verified-release.ts';
import type { RecoverySource } from '../../core/ports.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { keepDownload } from '../../net/keep/keep-download.ts';
import type { OnBytes } from '../../stick/write-stick.ts';

/**
 * Fetches a release into `cache`/recovery/<id>, where the next stick finds it. A run that stopped left what it had in
 * `cache`/recovery.part, and the next one fetches only the rest.
 * @returns the folder
 * @throws Fault STK-06 when it cannot be kept, NET-…, IMG-…, or the signal's reason
 */
export async function fetchRelease(
  source: RecoverySource,
  { manifest, digest }: VerifiedRelease,
  cache: string,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<string> {
  const { id } = manifest;
  const folder = join(cache, 'recovery', id);
  const there = await digestAt(folder);
  if (there === digest) return folder;
  // A release of that name that was made anew: in a cache, the old one is nobody's.
  if (there !== 'none') await rm(folder, { recursive: true });
  await mkdir(cache, { recursive: true });
  const files = manifest.payloads.map(({ file, bytes, sha256 }) => ({ file, bytes, sha256 }));
  await using download = await keepDownload(cache, { id, digest, files }, source, signal);
  await download.finish(onBytes, signal);
  return folder;
}

async function digestAt(folder: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for (const name of ['manifest.json', 'manifest.vblock']) hash.update(await readFile(join(folder, name)));
    return hash.digest('hex');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'none';
    throw error;
  }
}
