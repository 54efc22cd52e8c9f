import type { Manifest } from '../catalog/manifest.ts';
import type { Policy } from '../catalog/policy.ts';
import { readKeyblock } from '../formats/vboot/keyblock.ts';
import { keyblockSigner } from '../formats/vboot/keyblock-signer.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';
import { deviceFor } from './device-for.ts';

/**
 * How a device would judge a release that it is for: one whose firmware has `authorities`, or, where none of them signed
 * the keyblock, one with its developer switch on.
 */
export function policyFor(
  manifest: Pick<Manifest, 'models' | 'arch' | 'minimumAgent'>,
  keyblock: Uint8Array,
  authorities: readonly PackedKey[],
): Policy {
  const isTrusted = keyblockSigner(readKeyblock(keyblock), authorities) !== 'none';
  return {
    device: deviceFor(manifest, isTrusted ? 'off' : 'on'),
    trustedKeys: isTrusted ? authorities : [],
    keysFrom: 'recovery-software',
    minimumFirmwareVersion: 'unknown',
    minimumKernelVersion: 'unknown',
    agentVersion: manifest.minimumAgent,
  };
}
