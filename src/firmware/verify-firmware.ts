import type { Switch } from '../core/device.ts';
import { Fault } from '../core/faults.ts';
import type { FirmwareVersions } from '../core/firmware-outcome.ts';
import { keySha1 } from '../formats/vboot/key-sha1.ts';
import { sameKey } from '../formats/vboot/same-key.ts';
import { firmwareIdParts } from './firmware-id-parts.ts';
import type { FlashFacts } from './flash-facts.ts';
import { FLASH_SLOTS } from './flash-slot.ts';
import { imageFacts } from './image-facts.ts';
import { refuseMap } from './refuse-map.ts';
import type { VerifiedFirmware } from './verified-firmware.ts';
import { verifySlot } from './verify-slot.ts';
import { wantedImage } from './wanted-image.ts';

/** What firmware is judged by, besides the chip. */
export interface FirmwareDemands {
  /** The id of the release that it is from. */
  readonly release: string;
  /** What its manifest says. */
  readonly version: string;
  /** The rollback minimum that the device has stored: key version << 16 | firmware version, unsigned. */
  readonly minimumVersion: number | 'unknown';
  /** Only a switch that is known to be off lets the part that starts first be written. */
  readonly writeProtect: Switch | 'unknown';
}

/**
 * Judges an image of the whole chip before anything is written. Its size and its digest have been compared with the
 * manifest; that says who published it, and here is checked that this device would start it.
 * @throws Fault FWR-02 to FWR-06, MAN-02 when the manifest gives another version
 */
export function verifyFirmware(
  image: Uint8Array,
  flash: FlashFacts,
  demands: FirmwareDemands,
): VerifiedFirmware {
  const scope = demands.writeProtect === 'off' ? 'whole' : 'read-write';
  const facts = readable(image, flash.sizeBytes);
  refuseOtherPlatform(facts.versions, flash.platform);
  refuseOtherVersion(facts.versions, demands.version);
  refuseMap(facts.fmap, flash.fmap, scope);
  const { rootKey } = flash;
  if (scope === 'whole') refuseOtherKeys(facts, flash);
  for (const slot of FLASH_SLOTS)
    refuseRollback(verifySlot(image, facts.fmap, slot, rootKey), demands.minimumVersion);
  const firmware = {
    release: demands.release,
    image,
    fmap: facts.fmap,
    scope,
    versions: facts.versions,
    rootKey,
  };
  // What was read of the chip is enough to see whether its hardware ID has room.
  wantedImage(flash.image, flash, { image, fmap: facts.fmap, scope });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place that may mint it
  return firmware as VerifiedFirmware;
}

function readable(image: Uint8Array, chipBytes: number): FlashFacts {
  if (image.length === chipBytes) return imageFacts(image);
  throw new Fault('FWR-05', { problem: `it has ${image.length} bytes, and the chip has ${chipBytes}` });
}

function refuseOtherPlatform(versions: FirmwareVersions, device: string): void {
  const { readOnly, slotA, slotB } = versions;
  for (const id of [readOnly, slotA, slotB]) {
    const { platform } = firmwareIdParts(id);
    if (platform !== device || device === 'unknown') throw new Fault('FWR-02', { device, image: platform });
  }
}

/** The part that starts first may be older: makers leave it as it was and update the slots. */
function refuseOtherVersion({ slotA, slotB }: FirmwareVersions, version: string): void {
  for (const id of [slotA, slotB]) {
    if (firmwareIdParts(id).version === version) continue;
    const problem = `it is ${version}, and the image calls itself ${id}`;
    throw new Fault('MAN-02', { field: 'payloads.version', problem });
  }
}

/** Nobody but its maker gives a device another authority, and not by way of a stick. */
function refuseOtherKeys(image: FlashFacts, chip: FlashFacts): void {
  for (const [which, key] of [
    ['GBB root key', 'rootKey'],
    ['GBB recovery key', 'recoveryKey'],
  ] as const)
    if (!sameKey(image[key], chip[key])) throw new Fault('FWR-03', { which, deviceKey: keySha1(chip[key]) });
}

function refuseRollback(version: number, minimum: number | 'unknown'): void {
  // Not "below the minimum": a minimum that is no number must refuse as well.
  if (minimum === 'unknown' || version >= minimum) return;
  throw new Fault('FWR-06', { version: inHex(version), minimum: inHex(minimum) });
}

/** As `crossystem tpm_fwver` shows it: the key version in the upper half. */
function inHex(version: number): string {
  return `0x${version.toString(16).padStart(8, '0')}`;
}
