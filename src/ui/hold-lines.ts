import type { Hold } from '../core/hold.ts';
import type { Texts } from './make-texts.ts';

/** In plain lines, why a run waits for whoever runs the line. */
export function holdLines({ reason }: Hold, { line: WORDS, plain }: Texts): readonly string[] {
  return [plain.fact({ name: WORDS.hold, value: reason }), WORDS.holdGoesOn];
}
