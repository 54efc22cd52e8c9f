import type { FirmwareVersions } from '../core/firmware-outcome.ts';
import type { Fmap } from '../formats/fmap/fmap.ts';
import { areaBytes } from './area-bytes.ts';
import { firmwareId } from './firmware-id.ts';

/** What the parts of a flash image call themselves. */
export function firmwareVersions(image: Uint8Array, fmap: Fmap): FirmwareVersions {
  const idIn = (name: string): string => {
    const area = areaBytes(image, fmap, name);
    return area === 'none' ? 'unknown' : firmwareId(area);
  };
  return { readOnly: idIn('RO_FRID'), slotA: idIn('RW_FWID_A'), slotB: idIn('RW_FWID_B') };
}
