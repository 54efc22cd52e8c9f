import type { Line, Tone } from './frame.ts';
import { wrap } from './wrap.ts';

/** A text of one tone, wrapped. */
export function paragraph(text: string, columns: number, tone: Tone = 'plain'): readonly Line[] {
  return wrap(text, Math.max(1, columns)).map((piece) => [{ text: piece, tone }]);
}
