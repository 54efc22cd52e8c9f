import { blockLetters, LETTER_ROWS } from './block-letters.ts';
import type { Line, Tone } from './frame.ts';
import { line } from './line.ts';

/** How a device of a line stands, as it is read across a room. */
export type Verdict = 'pass' | 'fail' | 'done-before' | 'hold';

interface Look {
  /** The same in every language: they are what lines all over the world say. */
  readonly word: string;
  readonly shape: readonly string[];
  /** What the frame is made of: in languages that are written from the right, it keeps the picture from being turned. */
  readonly edge: string;
  readonly tone: Tone;
}

const TICK = ['        #', '       ##', '      ## ', '#    ##  ', '##  ##   ', ' ####    ', '  ##     '];
const CROSS = ['##     ##', ' ##   ## ', '  ## ##  ', '   ###   ', '  ## ##  ', ' ##   ## ', '##     ##'];
const EQUAL = ['         ', '#########', '#########', '         ', '#########', '#########', '         '];
const PAUSE = Array.from({ length: LETTER_ROWS }, () => ' ###  ###');

export const VERDICTS: Readonly<Record<Verdict, Look>> = {
  pass: { word: 'PASS', shape: TICK, edge: '█', tone: 'good' },
  fail: { word: 'FAIL', shape: CROSS, edge: 'X', tone: 'bad' },
  'done-before': { word: 'DONE', shape: EQUAL, edge: '=', tone: 'warn' },
  hold: { word: 'HOLD', shape: PAUSE, edge: '=', tone: 'warn' },
};

/** A character is about twice as high as it is wide. */
const DOT_COLUMNS = 2;
const GAP_DOTS = '   ';
const EDGE_COLUMNS = 2;

/** The word and the shape of a verdict in a frame, as large as `columns` allow: the largest first. */
export function verdictBanners(verdict: Verdict, columns: number): readonly (readonly Line[])[] {
  const { word, shape, edge, tone } = VERDICTS[verdict];
  const letters = blockLetters(word);
  const dots = letters.map((row, at) => `${shape[at] ?? ''}${GAP_DOTS}${row}`);
  const largest = Math.floor((columns - 2 * EDGE_COLUMNS) / columnsOf(dots));
  const scales = Array.from({ length: Math.max(0, largest) }, (_, at) => largest - at);
  const wordOnly = columnsOf(letters) + 2 * EDGE_COLUMNS <= columns ? [enlarged(letters, 1)] : [];
  return [...scales.map((scale) => enlarged(dots, scale)), ...wordOnly].map((rows) =>
    framed(rows, edge).map((row) => line(row, tone)),
  );
}

function columnsOf([row = '']: readonly string[]): number {
  return row.length * DOT_COLUMNS;
}

function enlarged(dots: readonly string[], scale: number): readonly string[] {
  return dots.flatMap((row) => {
    const wide = Array.from(row, (dot) => (dot === '#' ? '█' : ' ').repeat(DOT_COLUMNS * scale)).join('');
    return Array.from({ length: scale }, () => wide);
  });
}

function framed(rows: readonly string[], edge: string): readonly string[] {
  const bar = edge.repeat((rows[0] ?? '').length + 2 * EDGE_COLUMNS);
  return [bar, ...rows.map((row) => `${edge} ${row} ${edge}`), bar];
}
