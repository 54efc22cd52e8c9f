import type { Payload } from '../catalog/manifest.ts';
import type { VerifiedRelease } from '../catalog/verified-release.ts';
import { Fault } from '../core/faults.ts';
import type { RecoverySource } from '../core/ports.ts';
import { openPayload } from './open-payload.ts';

/** Reads a payload whole: the manifest bounds its size. @throws Fault IMG-01, IMG-02, STK-…, NET-… */
export async function readPayload(
  release: VerifiedRelease,
  payload: Payload,
  source: RecoverySource,
  signal: AbortSignal,
): Promise<Uint8Array> {
  await using file = await openPayload(release, payload, source, signal);
  const facts = { file: payload.file, expectedBytes: payload.bytes };
  if (file.sizeBytes !== payload.bytes) throw new Fault('IMG-02', { ...facts, gotBytes: file.sizeBytes });
  const bytes = new Uint8Array(payload.bytes);
  const gotBytes = await file.read(0, bytes, signal);
  if (gotBytes !== payload.bytes) throw new Fault('IMG-02', { ...facts, gotBytes });
  return bytes;
}
