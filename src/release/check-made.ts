import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assess } from '../catalog/assess.ts';
import { firmwarePayload } from '../catalog/firmware-payload.ts';
import { isFirmwareOnly } from '../catalog/is-firmware-only.ts';
import type { Manifest } from '../catalog/manifest.ts';
import { verifyKernel } from '../catalog/verify-kernel.ts';
import { Fault } from '../core/faults.ts';
import { verifyForItself } from '../firmware/verify-for-itself.ts';
import { policyFor } from './policy-for.ts';
import type { ReleaseKeys } from './release-keys.ts';

/** Judges what was made as an agent would that finds it. @throws the Fault that the agent would refuse it with */
export async function checkMade(folder: string, manifest: Manifest, keys: ReleaseKeys): Promise<void> {
  const policy = policyFor(manifest, keys.releaseKeyblock, keys.authorities);
  const judged = assess(
    {
      id: manifest.id,
      source: folder,
      location: 'local',
      manifest: await readFile(join(folder, 'manifest.json')),
      vblock: await readFile(join(folder, 'manifest.vblock')),
    },
    policy,
  );
  if (judged.kind === 'refused') throw new Fault(judged.code, judged.facts);
  if (!isFirmwareOnly(manifest))
    verifyKernel(judged.release, await readFile(join(folder, 'kernel.bin')), policy);
  const firmware = firmwarePayload(manifest);
  if (firmware === 'none') return;
  const { id: release } = manifest;
  verifyForItself(await readFile(join(folder, firmware.file)), { release, version: firmware.version });
}
