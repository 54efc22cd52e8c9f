import type { DeviceModel } from '../core/device.ts';
import type { Authority } from '../core/events.ts';
import { Fault, isFault } from '../core/faults.ts';
import { type FirmwarePreamble, readFirmwarePreamble } from '../formats/vboot/firmware-preamble.ts';
import { isWeak } from '../formats/vboot/is-weak.ts';
import type { Keyblock } from '../formats/vboot/keyblock.ts';
import { keyblockSigner } from '../formats/vboot/keyblock-signer.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';
import { readVblock } from '../formats/vboot/vblock.ts';
import { bodyVerifies } from '../formats/vboot/verify-body.ts';
import { developerFlag } from './developer-flag.ts';
import type { Policy } from './policy.ts';

export interface ManifestSignature {
  readonly authority: Authority;
  readonly preambleVersion: number;
  /** data key version << 16 | preamble version, unsigned. */
  readonly rollbackVersion: number;
  readonly kernelSubkey: PackedKey;
  /** The key that signed the manifest. */
  readonly dataKey: PackedKey;
}

/**
 * Who signed `manifest`, when everything about the signature holds. `vblock` is what
 * `futility vbutil_firmware --vblock` makes: a keyblock and a firmware preamble over the file.
 * @throws Fault SIG-02, SIG-03, SIG-04, SIG-06, SIG-08
 */
export function manifestSignature(
  manifest: Uint8Array,
  vblock: Uint8Array,
  policy: Policy,
): ManifestSignature {
  const { keyblock, preambleBytes } = soundly(() => readVblock(vblock));
  const signer = keyblockSigner(keyblock, policy.trustedKeys);
  if (signer === 'none') refuseAsDeveloper(policy.device);
  else refuseAsFirmware(keyblock, signer, policy.device);
  refuseWeak(keyblock.dataKey, 'data key');
  const preamble = soundly(() => readFirmwarePreamble(preambleBytes, keyblock.dataKey));
  refuseOtherBytes(preamble, manifest, keyblock.dataKey);
  refuseWeak(preamble.kernelSubkey, 'kernel subkey');
  return {
    authority: signer === 'none' ? 'developer' : 'firmware',
    preambleVersion: preamble.firmwareVersion,
    // No shift: it would make a negative number of a key version from 32768 on.
    rollbackVersion: keyblock.dataKey.keyVersion * 0x1_0000 + preamble.firmwareVersion,
    kernelSubkey: preamble.kernelSubkey,
    dataKey: keyblock.dataKey,
  };
}

/** A signature that does not parse is a damaged one, and no defect of some other format. */
function soundly<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const { format, field, problem } = error.facts;
    throw new Fault('SIG-02', { problem: `${format} ${field}: ${problem}` }, { cause: error });
  }
}

// That the digest of the keyblock holds is known, and is all there is to know of a developer. The flags say nothing:
// where the firmware does without a signature, it ignores them as well.
function refuseAsDeveloper(device: DeviceModel): void {
  const developerSwitch = device.developerSwitch === 'unknown' ? 'unknown' : device.developerSwitch.value;
  if (developerSwitch !== 'on') throw new Fault('SIG-04', { developerSwitch });
}

function refuseAsFirmware(keyblock: Keyblock, signer: PackedKey, device: DeviceModel): void {
  refuseWeak(signer, 'root or recovery key');
  const needed = developerFlag(device);
  if ((keyblock.flags & needed) === 0) throw new Fault('SIG-08', { flags: keyblock.flags, needed });
}

function refuseWeak(key: PackedKey, which: string): void {
  if (isWeak(key)) throw new Fault('SIG-06', { key: which, hash: key.hash, bits: key.signatureBytes * 8 });
}

function refuseOtherBytes(preamble: FirmwarePreamble, manifest: Uint8Array, dataKey: PackedKey): void {
  const { bodySignature } = preamble;
  const verdict = bodyVerifies(bodySignature, manifest, dataKey);
  if (verdict === 'whole') return;
  const sizes = `${bodySignature.dataBytes} bytes were signed, manifest.json has ${manifest.length}`;
  const problem =
    verdict === 'part' ? 'the signature covers a part of the file' : 'the signature does not fit';
  throw new Fault('SIG-03', { problem: `${problem}: ${sizes}` });
}
