import type { PowerWant } from '../core/power-want.ts';
import type { RunState } from '../core/run-state.ts';
import type { Texts } from './make-texts.ts';
import { powerCharge } from './power-charge.ts';
import { powerWords } from './power-words.ts';

/** The wait for power in plain lines, which cannot take an answer: they say who can. Later only what has changed. */
export function powerLines(
  want: PowerWant,
  state: Pick<RunState, 'power' | 'mode' | 'steps' | 'failure'>,
  texts: Texts,
): readonly string[] {
  const { power: before, mode } = state;
  const { plain: PLAIN } = texts;
  const WORDS = powerWords(state, texts);
  const isUnknown = want.why === 'unknown';
  const charge = powerCharge(want, texts);
  const charges = charge === '' ? [] : [charge];
  if (before?.why === want.why) return charge === powerCharge(before, texts) ? [] : charges;
  const how = isUnknown && mode === 'attended' ? [PLAIN.powerHow] : [];
  const ends = want.waitMs === undefined ? [] : [WORDS.ends({ timeMs: want.waitMs })];
  return [
    PLAIN.sentence({ headline: texts.power.plugIn }),
    isUnknown ? WORDS.unknown : WORDS.tooLittle,
    ...charges,
    ...how,
    ...ends,
  ];
}
