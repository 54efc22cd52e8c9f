import { isFault } from '../core/faults.ts';
import type { RecoverySource } from '../core/ports.ts';
import { type Assessed, assess } from './assess.ts';
import { MAX_MANIFEST_BYTES } from './manifest.ts';
import type { Policy } from './policy.ts';

/** Reads and judges every release that a source has. @throws Fault STK-… when the source itself fails */
export async function findCandidates(
  source: RecoverySource,
  policy: Policy,
  signal: AbortSignal,
): Promise<readonly Assessed[]> {
  const found: Assessed[] = [];
  for (const id of await source.list(signal)) found.push(await candidate(source, id, policy, signal));
  return found;
}

async function candidate(
  source: RecoverySource,
  id: string,
  policy: Policy,
  signal: AbortSignal,
): Promise<Assessed> {
  const { label, location } = source;
  const read = (file: string): Promise<Uint8Array | 'absent'> =>
    source.readSmall(id, file, MAX_MANIFEST_BYTES, signal);
  try {
    const manifest = await read('manifest.json');
    const vblock = await read('manifest.vblock');
    return assess({ id, source: label, location, manifest, vblock }, policy);
  } catch (error) {
    // Too long a file condemns its release; a stick that fails condemns the run.
    if (!isFault(error, 'MAN-03')) throw error;
    return { kind: 'refused', id, source: label, location, code: error.code, facts: error.facts };
  }
}
