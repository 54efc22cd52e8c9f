/** Blocks of characters that take two columns on every terminal: CJK, kana, Hangul syllables and full-width forms. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
];

/** Columns that a text takes on a terminal. Only for text without control characters and combining marks. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += isWide(character) ? 2 : 1;
  return columns;
}

function isWide(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  return point >= 0x2e80 && WIDE.some(([first, last]) => point >= first && point <= last);
}
