import type { Fault } from '../../core/faults.ts';
import { LINK_FAULTS } from './link-faults.ts';

/** Of several failures the one that a person can do most with: the one that got furthest. */
export function mostTelling(faults: readonly Fault[]): Fault | undefined {
  return faults.toSorted((a, b) => LINK_FAULTS.indexOf(b.code) - LINK_FAULTS.indexOf(a.code))[0];
}
