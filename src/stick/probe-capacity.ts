import { Fault } from '../core/faults.ts';
import { type BlockDevice, DiskError } from '../core/ports.ts';

const MARK_BYTES = 4096;
const FIRST_BYTES = 64 << 10;

/**
 * Finds sticks that hold less than they say: they put what is behind their end over what is before it, or nowhere.
 * Marks that nobody can foresee are written at places ever farther from the beginning, and all are read back from the
 * medium. What was at those places is lost. A stick that folds its addresses at a size that is neither a power of two
 * nor three times one may get by; it is found when everything is read back.
 * @throws Fault MAK-03 with what the stick holds at most, MAK-04 when it fails
 */
export async function probeCapacity(
  label: string,
  disk: BlockDevice,
  randomBytes: (count: number) => Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const probes = placesOn(disk.sizeBytes).map((place) => ({ place, mark: randomBytes(MARK_BYTES) }));
  try {
    for (const { place, mark } of probes) {
      signal.throwIfAborted();
      await disk.write(place, mark);
    }
    await disk.flush();
    const found = new Map<number, Uint8Array>();
    for (const { place } of probes) {
      signal.throwIfAborted();
      const bytes = new Uint8Array(MARK_BYTES);
      await disk.read(place, bytes);
      found.set(place, bytes);
    }
    const holdsBytes = heldBytes(probes, found);
    if (holdsBytes === 'all') return;
    throw new Fault('MAK-03', { disk: label, diskBytes: disk.sizeBytes, holdsBytes });
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    const { offsetBytes, errno } = error;
    throw new Fault('MAK-04', { disk: label, offsetBytes, reason: errno }, { cause: error });
  }
}

/** The beginning, powers of two, three times those, and the very end: folded addresses meet at the beginning. */
function placesOn(sizeBytes: number): readonly number[] {
  const last = Math.floor(sizeBytes / MARK_BYTES) * MARK_BYTES - MARK_BYTES;
  const places: number[] = [];
  for (let place = FIRST_BYTES; place < last; place *= 2) places.push(place, place * 1.5);
  return [0, ...places.filter((place) => place < last), last];
}

interface Probe {
  readonly place: number;
  readonly mark: Uint8Array;
}

function heldBytes(probes: readonly Probe[], found: ReadonlyMap<number, Uint8Array>): number | 'all' {
  const isAt = (place: number, bytes: Uint8Array): boolean =>
    Buffer.compare(found.get(place) ?? new Uint8Array(), bytes) === 0;
  const wrong = probes.find(({ place, mark }) => !isAt(place, mark));
  if (wrong === undefined) return 'all';
  // Another mark is there: the next place that reads the same is that very one, by another address.
  const other = probes.find(({ mark }) => isAt(wrong.place, mark));
  const same = other && probes.find(({ place }) => place > wrong.place && isAt(place, other.mark));
  return same === undefined ? wrong.place : same.place - wrong.place;
}
