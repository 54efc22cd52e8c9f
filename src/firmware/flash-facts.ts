import type { FirmwareVersions } from '../core/firmware-outcome.ts';
import type { Fmap } from '../formats/fmap/fmap.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';

/** What is in the flash chip of this device, as far as it was read. Nothing of it is signed. */
export interface FlashFacts {
  readonly fmap: Fmap;
  /** Of the whole chip. */
  readonly sizeBytes: number;
  /** Of the GBB: printable ASCII; `unknown` when it has none. */
  readonly hwid: string;
  readonly gbbFlags: number;
  readonly rootKey: PackedKey;
  readonly recoveryKey: PackedKey;
  readonly versions: FirmwareVersions;
  /** What the versions begin with, up to the first dot, e.g. `Google_Nimbus`; `unknown` when no part says one. */
  readonly platform: string;
  /** Texts by key, e.g. `serial_number`. A VPD that is not there or damaged has none. */
  readonly vpd: {
    readonly readOnly: ReadonlyMap<string, string>;
    readonly readWrite: ReadonlyMap<string, string>;
  };
  /** As long as the chip: the map, GBB, version texts and VPDs; 0xff where nothing was read. */
  readonly image: Uint8Array;
}
