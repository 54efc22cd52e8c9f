import type { Line, Tone } from './frame.ts';
import { wrap } from './wrap.ts';

/** Where the colour of a text means something, a mark before it says the same. Other tones only stand out. */
const MARKS: Partial<Record<Tone, string>> = { warn: '! ' };

/** A text of one tone, wrapped; behind its mark, if the tone has one. */
export function paragraph(text: string, columns: number, tone: Tone = 'plain'): readonly Line[] {
  const mark = MARKS[tone] ?? '';
  const indent = ' '.repeat(mark.length);
  return wrap(text, Math.max(1, columns - mark.length)).map((piece, at) => [
    { text: (at === 0 ? mark : indent) + piece, tone },
  ]);
}
