import { Fault } from '../core/faults.ts';
import { readKeyblock } from '../formats/vboot/keyblock.ts';
import { readPackedKey } from '../formats/vboot/packed-key.ts';
import { sameKey } from '../formats/vboot/same-key.ts';
import { encodePackedKey } from './encode-packed-key.ts';
import { refuseVersion } from './refuse-version.ts';
import type { SigningKey } from './signing-key.ts';

/**
 * Refuses what nobody could verify: another key than the one that the keyblock vouches for, a rollback version that
 * the firmware cannot remember.
 * @throws Fault FMT-01
 */
export function refuseUnverifiable(parts: {
  readonly keyblock: Uint8Array;
  readonly signer: SigningKey;
  readonly version: number;
}): void {
  const { dataKey, sizeBytes } = readKeyblock(parts.keyblock);
  if (sizeBytes !== parts.keyblock.length) {
    throw fault('keyblock', `${parts.keyblock.length - sizeBytes} bytes follow it`);
  }
  if (!sameKey(dataKey, readPackedKey(encodePackedKey(parts.signer, 0)))) {
    throw fault('signer', 'it is not the data key of the keyblock');
  }
  refuseVersion(parts.version, 'version');
}

function fault(field: string, problem: string): Fault<'FMT-01'> {
  return new Fault('FMT-01', { format: 'signing', field, problem });
}
