import { Fault } from '../core/faults.ts';
import type { Fmap } from '../formats/fmap/fmap.ts';
import { areaBytes } from './area-bytes.ts';
import type { FlashFacts } from './flash-facts.ts';

/** What was read at the start of the run, and is read once more with the whole chip. */
const READ_TWICE = ['GBB', 'RO_FRID', 'RW_FWID_A', 'RW_FWID_B', 'RO_VPD', 'RW_VPD'];

/**
 * A chip that reads differently each time would be saved wrongly, and lose what is kept.
 * @throws Fault FWR-01
 */
export function refuseOtherChip(chip: Uint8Array, { image, fmap }: FlashFacts): void {
  if (chip.length !== image.length)
    throw new Fault('FWR-01', { reason: `the chip had ${image.length} bytes, and now ${chip.length}` });
  for (const name of READ_TWICE)
    if (!isSame(chip, image, fmap, name))
      throw new Fault('FWR-01', { reason: `${name} reads differently each time` });
}

function isSame(chip: Uint8Array, image: Uint8Array, fmap: Fmap, name: string): boolean {
  const [is, was] = [areaBytes(chip, fmap, name), areaBytes(image, fmap, name)];
  return is === 'none' || was === 'none' || Buffer.compare(is, was) === 0;
}
