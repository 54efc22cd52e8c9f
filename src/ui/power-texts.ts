import { NUMBER, says, TEXT, TIME } from './text-tree.ts';

/** The texts of the wait for power: a part of `TEXT_LIST`. */
export const POWER_TEXTS = {
  plugIn: TEXT,
  tooLittle: TEXT,
  charge: says({ percent: NUMBER, needed: NUMBER }),
  question: TEXT,
  unknown: TEXT,
  ends: says({ timeMs: TIME }),
} as const;
