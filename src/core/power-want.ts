import type { PowerFacts } from './power-facts.ts';

/** Why a run does not go on to the disk before there is more power. */
export interface PowerWant {
  /** `unknown`: whether there is enough cannot be told, and a person may say that there is. */
  readonly why: 'too-little' | 'unknown';
  readonly facts: PowerFacts;
  /** The charge that is enough without a charger. */
  readonly neededPercent: number;
  /** After this the run ends without having touched the disk. Absent while a person can end it. */
  readonly waitMs?: number;
}
