import { Fault, isFault } from '../core/faults.ts';
import type { Fmap } from '../formats/fmap/fmap.ts';
import { type FirmwarePreamble, readFirmwarePreamble } from '../formats/vboot/firmware-preamble.ts';
import { isWeak } from '../formats/vboot/is-weak.ts';
import { keySha1 } from '../formats/vboot/key-sha1.ts';
import { type Keyblock, readKeyblock } from '../formats/vboot/keyblock.ts';
import { keyblockHashHolds } from '../formats/vboot/keyblock-hash-holds.ts';
import { keyblockSigner } from '../formats/vboot/keyblock-signer.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';
import { bodyVerifies } from '../formats/vboot/verify-body.ts';
import { areaBytes } from './area-bytes.ts';
import type { FlashSlot } from './flash-slot.ts';

/**
 * Checks a slot of a flash image as the read-only firmware does before it starts it: keyblock, preamble, body. The body
 * may run on behind what is signed: the rest of its area is nothing that the firmware reads.
 * @returns its rollback version: key version << 16 | firmware version, unsigned
 * @throws Fault FWR-03 when another root key signed it, FWR-04 when anything of it does not hold
 */
export function verifySlot(image: Uint8Array, fmap: Fmap, slot: FlashSlot, rootKey: PackedKey): number {
  const [vblockArea, bodyArea] = [`VBLOCK_${slot}`, `FW_MAIN_${slot}`];
  const vblock = areaIn(image, fmap, vblockArea);
  const keyblock = trusted(vblockArea, vblock, rootKey);
  const preamble = soundly(vblockArea, () =>
    readFirmwarePreamble(vblock.subarray(keyblock.sizeBytes), keyblock.dataKey),
  );
  const body = areaIn(image, fmap, bodyArea);
  if (bodyVerifies(preamble.bodySignature, body, keyblock.dataKey) === 'no')
    throw new Fault('FWR-04', { which: bodyArea, problem: 'the signature does not fit' });
  return rollbackOf(keyblock, preamble);
}

function trusted(which: string, vblock: Uint8Array, rootKey: PackedKey): Keyblock {
  const keyblock = soundly(which, () => readKeyblock(vblock));
  if (!keyblockHashHolds(keyblock))
    throw new Fault('FWR-04', { which, problem: 'the digest of the keyblock does not fit' });
  if (keyblockSigner(keyblock, [rootKey]) === 'none')
    throw new Fault('FWR-03', { which, deviceKey: keySha1(rootKey) });
  for (const key of [rootKey, keyblock.dataKey])
    if (isWeak(key))
      throw new Fault('FWR-04', { which, problem: `${key.hash}, RSA-${key.signatureBytes * 8} is too weak` });
  return keyblock;
}

// No shift: it would make a negative number of a key version from 32768 on.
function rollbackOf({ dataKey }: Keyblock, { firmwareVersion }: FirmwarePreamble): number {
  return dataKey.keyVersion * 0x1_0000 + firmwareVersion;
}

function areaIn(image: Uint8Array, fmap: Fmap, which: string): Uint8Array {
  const area = areaBytes(image, fmap, which);
  if (area === 'none') throw new Fault('FWR-04', { which, problem: 'it is not in the map' });
  return area;
}

/** A signature that does not parse is a damaged one, and no defect of some other format. */
function soundly<T>(which: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const { format, field, problem } = error.facts;
    throw new Fault('FWR-04', { which, problem: `${format} ${field}: ${problem}` }, { cause: error });
  }
}
