import { isVersion } from '../catalog/is-version.ts';
import { Fault, isFault } from '../core/faults.ts';
import { firmwareIdParts } from '../firmware/firmware-id-parts.ts';
import { firmwareVersions } from '../firmware/firmware-versions.ts';
import { findFmap } from '../formats/fmap/find-fmap.ts';

/** The version that the slots of a flash image give themselves. @throws Fault OPT-01 when they give none, or two */
export function firmwareVersion(image: Uint8Array): string {
  const { slotA, slotB } = versionsIn(image);
  const [{ version }, other] = [firmwareIdParts(slotA), firmwareIdParts(slotB)];
  if (version === other.version && isVersion(version)) return version;
  const problem = `its slots call themselves ${slotA} and ${slotB}: it has to be a name and dotted numbers, twice the same`;
  throw new Fault('OPT-01', { option: '--firmware', problem });
}

function versionsIn(image: Uint8Array): ReturnType<typeof firmwareVersions> {
  try {
    return firmwareVersions(image, findFmap(image).fmap);
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const problem = `it is no flash image: ${error.facts.problem}`;
    throw new Fault('OPT-01', { option: '--firmware', problem }, { cause: error });
  }
}
