import type { Brand } from '../core/brand.ts';
import type { FirmwareVersions } from '../core/firmware-outcome.ts';
import type { Fmap } from '../formats/fmap/fmap.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';

interface FirmwareImage {
  /** The id of the release that it is from. */
  readonly release: string;
  /** As long as the chip. */
  readonly image: Uint8Array;
  readonly fmap: Fmap;
  /** `read-write`: the part of the chip that starts first stays as it is. */
  readonly scope: 'read-write' | 'whole';
  readonly versions: FirmwareVersions;
  /** Of the device: both slots verify under it. */
  readonly rootKey: PackedKey;
}

/** Firmware that may be written to this device. Only `verifyFirmware` makes one. */
export type VerifiedFirmware = Brand<FirmwareImage, 'VerifiedFirmware'>;
