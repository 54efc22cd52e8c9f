import { chunks } from './chunks.ts';
import { columnsOf } from './columns-of.ts';

/** Characters of Chinese and Japanese, which are written without spaces. Korean has them. */
const IDEOGRAPH = '[\\u3000-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uff01-\\uff60]';
const NOT_AT_END = '[「『（〈《【〔]';
const NOT_AT_START = '[、。，．・：；？！」』）〉》】〕々…ーぁぃぅぇぉっゃゅょァィゥェォッャュョ.,:;?!\\)]';
/** Where a line may break inside of a word: beside an ideograph, and not where its writers would never break one. */
const BREAK = new RegExp(
  `(?<!${NOT_AT_END})(?:(?<=${IDEOGRAPH})|(?=${IDEOGRAPH}))(?!${NOT_AT_START})(?!^|$)`,
  'u',
);

interface Piece {
  readonly text: string;
  /** What is between this piece and the one before it on the same line. */
  readonly before: ' ' | '';
}

/** The text in lines of at most `columns` columns, broken at spaces and, where a word is too long, inside of it. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(text, columns)) {
    const longer = line === '' ? piece.text : line + piece.before + piece.text;
    if (columnsOf(longer) <= columns) {
      line = longer;
    } else {
      if (line !== '') lines.push(line);
      line = piece.text;
    }
  }
  return [...lines, line];
}

function piecesOf(text: string, columns: number): readonly Piece[] {
  return text.split(' ').flatMap((word) =>
    word
      .split(BREAK)
      .flatMap((part) => chunks(part, columns))
      .map((part, at): Piece => ({ text: part, before: at === 0 ? ' ' : '' })),
  );
}
