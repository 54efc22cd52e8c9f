import { Fault, isFault } from '../core/faults.ts';
import { findFmap } from '../formats/fmap/find-fmap.ts';
import type { FlashFacts } from './flash-facts.ts';
import { flashFactsOf } from './flash-facts-of.ts';

/** What an image of a whole chip says of itself. @throws Fault FWR-05 when its map, its GBB or a key in it is none */
export function imageFacts(image: Uint8Array): FlashFacts {
  try {
    return flashFactsOf(image, findFmap(image).fmap);
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const { format, field, problem } = error.facts;
    throw new Fault('FWR-05', { problem: `${format} ${field}: ${problem}` }, { cause: error });
  }
}
