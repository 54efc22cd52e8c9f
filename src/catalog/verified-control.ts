import { Fault, toFault } from '../core/faults.ts';
import { type Control, readControl } from './control.ts';
import { manifestSignature } from './manifest-signature.ts';
import type { Policy } from './policy.ts';
import { MAX_SIGNED_BYTES } from './read-signed-json.ts';
import { refusalReason } from './refusal-reason.ts';
import { refuseRollback } from './refuse-rollback.ts';
import { compareVersions } from './version.ts';

/** The control file of a recovery tree and its signature, as they were found. */
export interface ControlBytes {
  /** Where they lie, e.g. `stick` or the name of the server. */
  readonly source: string;
  readonly control: Uint8Array | 'absent';
  readonly vblock: Uint8Array | 'absent';
}

/**
 * What a tree says of its line, or `'none'` when it says nothing. It is signed as manifests are, and by the maker of the
 * device alone: a developer does not run a line.
 * @throws Fault LIN-02 when it is not whole or not to be trusted, LIN-05 when it wants a newer agent
 */
export function verifiedControl(found: ControlBytes, policy: Policy): Control | 'none' {
  if (found.control === 'absent' && found.vblock === 'absent') return 'none';
  const control = trusted(found, policy);
  const { minimumAgent = '0' } = control;
  const { agentVersion: agent } = policy;
  if (compareVersions(agent, minimumAgent) < 0) throw new Fault('LIN-05', { agent, minimumAgent });
  return control;
}

function trusted({ source, control, vblock }: ControlBytes, policy: Policy): Control {
  try {
    // Check the very bytes that were signed, then parse them.
    const bytes = whole('control.json', control);
    const signature = manifestSignature(bytes, whole('control.vblock', vblock), policy);
    if (signature.authority !== 'firmware') throw new Fault('SIG-01', { problem: 'a developer signed it' });
    refuseRollback(signature, policy);
    return readControl(bytes);
  } catch (error) {
    const { code, facts } = toFault(error);
    throw new Fault('LIN-02', { source, code, problem: refusalReason(code, facts) }, { cause: error });
  }
}

function whole(file: string, bytes: Uint8Array | 'absent'): Uint8Array {
  if (bytes === 'absent') throw new Fault('MAN-01', { problem: `${file} is missing` });
  if (bytes.length > MAX_SIGNED_BYTES) {
    throw new Fault('MAN-03', { file, bytes: bytes.length, maxBytes: MAX_SIGNED_BYTES });
  }
  return bytes;
}
