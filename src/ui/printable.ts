import { cutPieces } from './cut-pieces.ts';

/**
 * The characters of data that may reach a terminal: those that always take one or two columns of their own and run
 * from left to right. Everything else (control characters, escapes, bidi overrides, invisible and combining
 * characters, emoji, right-to-left letters that would reorder the words around them) is shown by its number.
 */
const PLAIN = new RegExp(
  [
    '[ -~¡-¬®-ÿ‐-‧]', // ASCII, Latin-1 without the soft hyphen, dashes and quotes
    '(?![\\uff00-\\uffef\\u{10000}-\\u{10ffff}])[\\p{L}&&[\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}]]',
    '[、-〗ぁ-ゖァ-ヺー]', // CJK punctuation, kana
    '[\\u4e00-\\u9fff\\uac00-\\ud7a3]', // Han, Hangul syllables
  ].join('|'),
  'v',
);

/** One line of at most `maxColumns` columns that means no more to a terminal than what a person sees. */
export function printable(text: string, maxColumns: number): string {
  // At most four code units compose to one column, so nothing behind this is seen: megabytes cost nothing.
  const seen = text.slice(0, 4 * maxColumns + 4).normalize('NFC');
  return cutPieces(Array.from(seen, piece), maxColumns);
}

function piece(character: string): string {
  if (PLAIN.test(character)) return character;
  const point = character.codePointAt(0) ?? 0;
  return `\\u{${point.toString(16)}}`;
}
