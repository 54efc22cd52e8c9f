import type { RecoverySource } from '../core/ports.ts';
import type { Assessed } from './assess.ts';
import type { Pin } from './control.ts';

/** What to tell of a pinned release that none of the candidates is: nothing, or one that is refused for that. */
export function missingPin(
  candidates: readonly Assessed[],
  pin: Pin | 'none',
  { label: source, location }: Pick<RecoverySource, 'label' | 'location'>,
): readonly Assessed[] {
  if (pin === 'none' || candidates.some((one) => idOf(one) === pin.release)) return [];
  const facts = { pinned: pin.release, source };
  return [{ kind: 'refused', id: pin.release, source, location, code: 'LIN-04', facts }];
}

function idOf(candidate: Assessed): string {
  return candidate.kind === 'usable' ? candidate.release.manifest.id : candidate.id;
}
