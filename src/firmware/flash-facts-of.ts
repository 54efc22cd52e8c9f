import { isFault } from '../core/faults.ts';
import type { Fmap } from '../formats/fmap/fmap.ts';
import { readGbb } from '../formats/gbb/read-gbb.ts';
import { readPackedKey } from '../formats/vboot/packed-key.ts';
import { readVpd } from '../formats/vpd/read-vpd.ts';
import { areaBytes } from './area-bytes.ts';
import { firmwareVersions } from './firmware-versions.ts';
import type { FlashFacts } from './flash-facts.ts';

/**
 * What an image of the chip says of itself, of which at least those areas have been read.
 * @throws Fault FMT-01 when its GBB, or one of the keys in it, cannot be used
 */
export function flashFactsOf(image: Uint8Array, fmap: Fmap): FlashFacts {
  const area = (name: string): Uint8Array => {
    const bytes = areaBytes(image, fmap, name);
    return bytes === 'none' ? new Uint8Array() : bytes;
  };
  const gbb = readGbb(area('GBB'));
  const versions = firmwareVersions(image, fmap);
  return {
    fmap,
    sizeBytes: image.length,
    hwid: gbb.hwid === '' ? 'unknown' : gbb.hwid,
    gbbFlags: gbb.flags,
    rootKey: readPackedKey(gbb.rootKey, 'GBB root key'),
    recoveryKey: readPackedKey(gbb.recoveryKey, 'GBB recovery key'),
    versions,
    platform: platformOf(Object.values(versions)),
    vpd: { readOnly: vpdTexts(area('RO_VPD')), readWrite: vpdTexts(area('RW_VPD')) },
    image,
  };
}

function platformOf(ids: readonly string[]): string {
  const [platform = ''] = ids.find((id) => id !== 'unknown')?.split('.') ?? [];
  return platform === '' ? 'unknown' : platform;
}

/** The keys matter without it. */
function vpdTexts(area: Uint8Array): ReadonlyMap<string, string> {
  try {
    return readVpd(area);
  } catch (error) {
    if (isFault(error, 'FMT-01')) return new Map();
    throw error;
  }
}
