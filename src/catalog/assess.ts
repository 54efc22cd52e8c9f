import { createHash } from 'node:crypto';
import type { DeviceModel } from '../core/device.ts';
import type { FaultCode } from '../core/fault-catalogue.ts';
import { type Facts, Fault, toFault } from '../core/faults.ts';
import { MAX_MANIFEST_BYTES, type Manifest, readManifest } from './manifest.ts';
import { manifestSignature } from './manifest-signature.ts';
import { matchesModel } from './matches-model.ts';
import type { Policy } from './policy.ts';
import { printable } from './printable.ts';
import { refuseRollback } from './refuse-rollback.ts';
import { shortened } from './shortened.ts';
import type { VerifiedRelease } from './verified-release.ts';
import { compareVersions } from './version.ts';

/** A folder that may be a release, as it was found. */
export interface CandidateBytes {
  /** The name of the folder. */
  readonly id: string;
  readonly source: string;
  readonly location: 'local' | 'network';
  readonly manifest: Uint8Array | 'absent';
  readonly vblock: Uint8Array | 'absent';
}

export interface RefusedCandidate {
  readonly kind: 'refused';
  readonly id: string;
  readonly source: string;
  readonly location: 'local' | 'network';
  readonly code: FaultCode;
  readonly facts: Facts;
}

export type Assessed = RefusedCandidate | { readonly kind: 'usable'; readonly release: VerifiedRelease };

/** Whether this device may load a release. It never throws for what the candidate holds. */
export function assess(candidate: CandidateBytes, policy: Policy): Assessed {
  try {
    return { kind: 'usable', release: verifiedRelease(candidate, policy) };
  } catch (error) {
    const { code, facts } = toFault(error);
    const { id, source, location } = candidate;
    return { kind: 'refused', id, source, location, code, facts };
  }
}

// Check the very bytes that were signed, then parse them: the parser never runs on input that nobody signed.
function verifiedRelease(candidate: CandidateBytes, policy: Policy): VerifiedRelease {
  const { id, source, location } = candidate;
  const { bytes, vblock } = bothFiles(candidate);
  const signature = manifestSignature(bytes, vblock, policy);
  const manifest = readManifest(bytes);
  refuseOtherFolder(manifest, id);
  refuseOtherDevice(manifest, policy.device);
  refuseRollback(signature, policy);
  refuseNewerThanAgent(manifest, policy);
  const { authority, preambleVersion, kernelSubkey, dataKey } = signature;
  const digest = createHash('sha256').update(bytes).update(vblock).digest('hex');
  const facts = { manifest, authority, preambleVersion, kernelSubkey, dataKey, source, location, digest };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place that may mint it
  return facts as VerifiedRelease;
}

function bothFiles({ manifest, vblock }: CandidateBytes): { bytes: Uint8Array; vblock: Uint8Array } {
  if (manifest === 'absent') throw new Fault('MAN-01', { problem: 'manifest.json is missing' });
  if (vblock === 'absent') throw new Fault('SIG-01', { problem: 'manifest.vblock is missing' });
  refuseLong('manifest.json', manifest);
  refuseLong('manifest.vblock', vblock);
  return { bytes: manifest, vblock };
}

function refuseLong(file: string, { length }: Uint8Array): void {
  const maxBytes = MAX_MANIFEST_BYTES;
  if (length > maxBytes) throw new Fault('MAN-03', { file, bytes: length, maxBytes });
}

/** A signed manifest under another name would have somebody fetch what they did not ask for. */
function refuseOtherFolder(manifest: Manifest, folder: string): void {
  if (manifest.id === folder) return;
  const problem = `it is "${manifest.id}", and the folder is called "${printable(folder)}"`;
  throw new Fault('MAN-02', { field: 'id', problem });
}

function refuseOtherDevice({ models, arch }: Manifest, device: DeviceModel): void {
  const { hwid, sku } = device;
  const deviceArch = device.arch === 'unknown' ? 'unknown' : device.arch.value;
  if (!matchesModel(models, device)) {
    throw new Fault('SRC-03', {
      hwid: hwid === 'unknown' ? 'unknown' : hwid.value,
      sku: sku === 'unknown' ? 'unknown' : `${sku.value}`,
      models: namesOf(models),
    });
  }
  if (arch !== deviceArch) throw new Fault('SRC-04', { deviceArch, releaseArch: arch });
}

function namesOf(models: Manifest['models']): readonly string[] {
  const names = models.map(({ hwid, skus }) =>
    skus === undefined ? hwid : `${hwid} (SKU ${shortened(skus.map(String)).join(', ')})`,
  );
  return shortened(names);
}

function refuseNewerThanAgent({ minimumAgent }: Manifest, { agentVersion }: Policy): void {
  if (compareVersions(agentVersion, minimumAgent) >= 0) return;
  throw new Fault('SRC-05', { agent: agentVersion, minimumAgent });
}
