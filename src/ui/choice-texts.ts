import type { ChoiceReason } from '../core/choice-reason.ts';
import { says, TEXT, WORD } from './text-tree.ts';

const PAIR = says({ better: WORD, worse: WORD });

/** Why one release was chosen and another was not: a part of `TEXT_LIST`. Each follows "because" and has no full stop. */
export const CHOICE_TEXTS = {
  'only-found': TEXT,
  'only-usable': TEXT,
  location: TEXT,
  authority: PAIR,
  version: PAIR,
  rollback: PAIR,
  name: PAIR,
  copy: TEXT,
  'firmware-only': TEXT,
} as const satisfies Record<ChoiceReason['rule'], typeof TEXT | typeof PAIR>;
