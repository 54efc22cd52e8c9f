/**
 * The letters of Arabic and Persian that join, each with the first of its presentation forms in Unicode: alone and final
 * for those that join only the letter before them; alone, final, initial and medial for the others.
 */
const JOIN_BEFORE: ReadonlyMap<string, number> = new Map([
  ['آ', 0xfe81],
  ['أ', 0xfe83],
  ['ؤ', 0xfe85],
  ['إ', 0xfe87],
  ['ا', 0xfe8d],
  ['ة', 0xfe93],
  ['د', 0xfea9],
  ['ذ', 0xfeab],
  ['ر', 0xfead],
  ['ز', 0xfeaf],
  ['ژ', 0xfb8a],
  ['و', 0xfeed],
  ['ى', 0xfeef],
]);
const JOIN_BOTH: ReadonlyMap<string, number> = new Map([
  ['ئ', 0xfe89],
  ['ب', 0xfe8f],
  ['ت', 0xfe95],
  ['ث', 0xfe99],
  ['ج', 0xfe9d],
  ['ح', 0xfea1],
  ['خ', 0xfea5],
  ['س', 0xfeb1],
  ['ش', 0xfeb5],
  ['ص', 0xfeb9],
  ['ض', 0xfebd],
  ['ط', 0xfec1],
  ['ظ', 0xfec5],
  ['ع', 0xfec9],
  ['غ', 0xfecd],
  ['ف', 0xfed1],
  ['ق', 0xfed5],
  ['ك', 0xfed9],
  ['ل', 0xfedd],
  ['م', 0xfee1],
  ['ن', 0xfee5],
  ['ه', 0xfee9],
  ['ي', 0xfef1],
  ['پ', 0xfb56],
  ['چ', 0xfb7a],
  ['ک', 0xfb8e],
  ['گ', 0xfb92],
  ['ی', 0xfbfc],
]);
/** Lam and what follows it in one sign: alone, and final behind it. */
const WITH_LAM: ReadonlyMap<string, number> = new Map([
  ['آ', 0xfef5],
  ['أ', 0xfef7],
  ['إ', 0xfef9],
  ['ا', 0xfefb],
]);
const LAM = 'ل';
/** A line that joins the letters at both sides and has no forms. */
const TATWEEL = 'ـ';
/** Marks above and below letters, which take no column of their own, and no console draws. */
const MARKS = /\p{M}/gu;
/** Says that two letters do not join, and is not seen. */
const NON_JOINER = /\u200c/g;

/**
 * The text with each Arabic letter in the form that it has beside its neighbours, for consoles that draw one character
 * a column and join none. Still in the order in which it is read. What it did already it leaves as it is.
 */
export function shapeArabic(text: string): string {
  const letters = Array.from(text.replaceAll(MARKS, ''));
  return letters
    .map((letter, at) => formOf(letter, letters[at - 1] ?? '', letters[at + 1] ?? ''))
    .join('')
    .replaceAll(NON_JOINER, '');
}

function formOf(letter: string, before: string, after: string): string {
  // It was drawn with the lam.
  if (before === LAM && WITH_LAM.has(letter)) return '';
  const joined = joinsAfter(before) ? 1 : 0;
  const ligature = letter === LAM ? WITH_LAM.get(after) : undefined;
  if (ligature !== undefined) return String.fromCodePoint(ligature + joined);
  const two = JOIN_BEFORE.get(letter);
  if (two !== undefined) return String.fromCodePoint(two + joined);
  const four = JOIN_BOTH.get(letter);
  if (four === undefined) return letter;
  return String.fromCodePoint(four + joined + (joinsBefore(after) ? 2 : 0));
}

function joinsAfter(letter: string): boolean {
  return JOIN_BOTH.has(letter) || letter === TATWEEL;
}

function joinsBefore(letter: string): boolean {
  return JOIN_BEFORE.has(letter) || joinsAfter(letter);
}
