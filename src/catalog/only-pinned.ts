import type { Assessed } from './assess.ts';
import type { Pin } from './control.ts';

/** The candidates, every release but the pinned one refused. What was refused before stays so for its own reason. */
export function onlyPinned(candidates: readonly Assessed[], pin: Pin | 'none'): readonly Assessed[] {
  if (pin === 'none') return candidates;
  return candidates.map((one): Assessed => {
    if (one.kind === 'refused' || one.release.manifest.id === pin.release) return one;
    const { manifest, source, location } = one.release;
    const facts = { pinned: pin.release };
    return { kind: 'refused', id: manifest.id, source, location, code: 'LIN-03', facts };
  });
}
