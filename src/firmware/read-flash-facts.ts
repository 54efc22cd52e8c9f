import { Fault, isFault } from '../core/faults.ts';
import type { FirmwareFlash } from '../core/firmware-flash.ts';
import { findFmap } from '../formats/fmap/find-fmap.ts';
import type { FlashFacts } from './flash-facts.ts';
import { flashFactsOf } from './flash-facts-of.ts';

const AREAS: ReadonlySet<string> = new Set(['GBB', 'RO_FRID', 'RW_FWID_A', 'RW_FWID_B', 'RO_VPD', 'RW_VPD']);
/** Whoever can write the map could make it name the whole chip many times over. Real areas sum up to some 3 MB. */
const MAX_READ_BYTES = 1 << 24;

/**
 * What is in the flash now, with as little reading as that takes.
 * @throws Fault FWR-01, also when map, GBB or one of its keys cannot be used, or the signal's reason
 */
export async function readFlashFacts(flash: FirmwareFlash, signal: AbortSignal): Promise<FlashFacts> {
  const mapped = await flash.readMap(signal);
  const { fmap } = understood(() => findFmap(mapped));
  const ranges = fmap.areas.filter(({ name, sizeBytes }) => AREAS.has(name) && sizeBytes > 0);
  if (ranges.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > MAX_READ_BYTES) {
    throw new Fault('FWR-01', { reason: 'the areas of the flash map are too large' });
  }
  const image = await flash.read(ranges, signal);
  if (image.length !== mapped.length) {
    throw new Fault('FWR-01', { reason: `the chip had ${mapped.length} bytes, and now ${image.length}` });
  }
  return understood(() => flashFactsOf(image, fmap));
}

/** What the chip holds is nobody's defect of ours. */
function understood<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const { format, field, problem } = error.facts;
    throw new Fault('FWR-01', { reason: `${format} ${field}: ${problem}` }, { cause: error });
  }
}
