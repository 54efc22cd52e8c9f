import { columnsOf } from './columns-of.ts';
import type { Line } from './frame.ts';

const MAX_BAR_COLUMNS = 72;
/** So that the bar does not move when the words behind it get longer. */
const WORDS_COLUMNS = 5;
const GAP = '  ';

/** A bar for 0 to 100 percent with words behind it. */
export function barLine(percent: number, words: string, columns: number): Line {
  const wordColumns = Math.max(WORDS_COLUMNS, columnsOf(words));
  const barColumns = Math.max(0, Math.min(MAX_BAR_COLUMNS, columns - GAP.length - wordColumns));
  const done = Math.floor((barColumns * percent) / 100);
  return [
    { text: '█'.repeat(done), tone: 'good' },
    { text: '░'.repeat(barColumns - done), tone: 'quiet' },
    { text: (barColumns > 0 ? GAP : '') + words.padStart(WORDS_COLUMNS), tone: 'strong' },
  ];
}
