import { Fault, isFault } from '../../core/faults.ts';
import { FMAP_SIGNATURE, type Fmap } from './fmap.ts';
import { readFmap } from './read-fmap.ts';

// A hostile image could consist of signatures, each of which would be read.
const MAX_CANDIDATES = 256;
const MAX_FLASH_BYTES = 1 << 28;

/**
 * Finds the FMAP of a whole flash image. Other programs in the image bring their
 * own, so only one for just this size counts; of several, the one at the roundest
 * address, as futility looks for it.
 * @throws Fault FMT-01 when there is none
 */
export function findFmap(flash: Uint8Array): { readonly fmap: Fmap; readonly offsetBytes: number } {
  if (flash.length > MAX_FLASH_BYTES) throw none(`${flash.length} bytes are too many for a flash image`);
  const candidates = candidatesIn(flash);
  for (const offsetBytes of candidates.toSorted((a, b) => roundness(b) - roundness(a) || a - b)) {
    const fmap = readIfWhole(flash, offsetBytes);
    if (fmap !== 'broken' && fmap.sizeBytes === flash.length) return { fmap, offsetBytes };
  }
  throw none(`none of ${candidates.length} is whole and for ${flash.length} bytes`);
}

function candidatesIn(flash: Uint8Array): number[] {
  const buffer = Buffer.from(flash.buffer, flash.byteOffset, flash.byteLength);
  const offsets: number[] = [];
  let at = buffer.indexOf(FMAP_SIGNATURE);
  while (at >= 0 && offsets.length < MAX_CANDIDATES) {
    offsets.push(at);
    at = buffer.indexOf(FMAP_SIGNATURE, at + 1);
  }
  return offsets;
}

/** The greatest power of two that divides the offset. */
function roundness(offsetBytes: number): number {
  return offsetBytes === 0 ? Number.POSITIVE_INFINITY : offsetBytes & -offsetBytes;
}

function readIfWhole(flash: Uint8Array, offsetBytes: number): Fmap | 'broken' {
  try {
    return readFmap(flash, offsetBytes);
  } catch (error) {
    if (isFault(error, 'FMT-01')) return 'broken';
    throw error;
  }
}

function none(problem: string): Fault {
  return new Fault('FMT-01', { format: 'FMAP', field: 'signature', problem });
}
