import { createHash } from 'node:crypto';
import { MAX_MANIFEST_BYTES, type Payload, readManifest } from '../../catalog/manifest.ts';
import type { RecoverySource } from '../../core/ports.ts';
import { listedRelease } from '../tree/listed-release.ts';
import { findingOf } from './finding-of.ts';
import type { Looking } from './looking.ts';
import type { Finding } from './report.ts';

const CHUNK_BYTES = 1 << 20;

/** Every release of a source: what it says of itself, and whether it is whole. */
export async function inspectReleases(source: RecoverySource, looking: Looking): Promise<Finding> {
  return await findingOf(async () => {
    const found: Finding[] = [];
    for (const id of (await source.list(looking.signal)).toSorted())
      found.push(await findingOf(() => inspectRelease(source, id, looking)));
    return found;
  });
}

async function inspectRelease(source: RecoverySource, id: string, looking: Looking): Promise<Finding> {
  const listed = await listedRelease(source, id, [], looking.signal);
  if (listed.kind === 'unusable') return { id, problem: `${listed.code}: ${listed.reason}` };
  const { os, arch, models, bytes, preambleVersion, dataKeySha1 } = listed;
  const manifest = await source.readSmall(id, 'manifest.json', MAX_MANIFEST_BYTES, looking.signal);
  const payloads = manifest === 'absent' ? [] : readManifest(manifest).payloads;
  const states = [];
  for (const payload of payloads)
    states.push(`${payload.file}: ${await payloadState(source, id, payload, looking)}`);
  return {
    id,
    os: `${os.name} ${os.version}`,
    arch,
    bytes,
    version: preambleVersion,
    signedBySha1: dataKeySha1,
    models,
    files: states,
  };
}

async function payloadState(
  source: RecoverySource,
  id: string,
  { file, bytes, sha256 }: Payload,
  { deep, onBytes, signal }: Looking,
): Promise<string> {
  const opened = await source.openPayload(id, file, signal);
  if (opened === 'absent') return 'missing';
  await using payload = opened;
  if (payload.sizeBytes !== bytes) return `${payload.sizeBytes} of ${bytes} bytes`;
  if (deep === 'no') return `${bytes} bytes`;
  const hash = createHash('sha256');
  const room = new Uint8Array(CHUNK_BYTES);
  for (let done = 0; done < bytes; ) {
    const got = await payload.read(done, room.subarray(0, Math.min(CHUNK_BYTES, bytes - done)), signal);
    if (got === 0) return 'it ends early';
    hash.update(room.subarray(0, got));
    onBytes(`${id}/${file}`, (done += got), bytes);
  }
  return hash.digest('hex') === sha256 ? `${bytes} bytes, whole` : 'damaged: its SHA-256 is another';
}
