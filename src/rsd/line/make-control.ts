import type { Control } from '../../catalog/control.ts';
import { readControl } from '../../catalog/control.ts';
import { Fault, isFault } from '../../core/faults.ts';
import { readKeyblock } from '../../formats/vboot/keyblock.ts';
import { keyblockSigner } from '../../formats/vboot/keyblock-signer.ts';
import type { ReleaseKeys } from '../../release/release-keys.ts';
import { signVblock } from '../../signing/sign-vblock.ts';

export interface SignedControl {
  readonly control: Uint8Array;
  readonly vblock: Uint8Array;
}

/**
 * The two files of a control, as agents want them.
 * @throws Fault OPT-01 for what no agent would read, KEY-01 for keys that no device takes it from
 */
export function makeControl(wanted: Control, version: number, keys: ReleaseKeys): SignedControl {
  const control = new TextEncoder().encode(`${JSON.stringify(wanted, null, 2)}\n`);
  refuseUnreadable(control);
  refuseDevelopers(keys);
  const { release: signer, releaseKeyblock: keyblock, kernelSubkey } = keys;
  return { control, vblock: signVblock(control, { keyblock, signer, version, kernelSubkey }) };
}

const OPTIONS: Readonly<Record<string, string>> = {
  pins: '--pin',
  hold: '--hold',
  minimumAgent: '--minimum-agent',
};

function refuseUnreadable(control: Uint8Array): void {
  try {
    readControl(control);
  } catch (error) {
    if (!isFault(error, 'MAN-02')) throw error;
    const { field, problem } = error.facts;
    const option = OPTIONS[/^\w+/.exec(field)?.[0] ?? ''] ?? field;
    throw new Fault('OPT-01', { option, problem: `${field}: ${problem}` }, { cause: error });
  }
}

/** Devices obey their maker alone. Whether it is theirs cannot be seen where only the signing keys are. */
function refuseDevelopers({ releaseKeyblock, authorities }: ReleaseKeys): void {
  const keyblock = readKeyblock(releaseKeyblock);
  if (authorities.length === 0 || keyblockSigner(keyblock, authorities) !== 'none') return;
  const problem = 'root_key and recovery_key have not signed it, and devices would refuse the control file';
  throw new Fault('KEY-01', { file: 'the keyblock of the release key', problem });
}
