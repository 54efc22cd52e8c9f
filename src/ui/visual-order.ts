import bidiOf from 'bidi-js/dist/bidi.mjs';

const BIDI = bidiOf();
const RIGHT_TO_LEFT_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
/** Words and numbers that belong together, as `1.26 GB` and `Chromium OS 121` do: the second is never the left one. */
const PHRASE = /[\dA-Za-z](?:(?: ?[!#-'*-;=?@A-Z\\^-z|~])* ?[\dA-Za-z])?/g;
/** Before and behind what has a direction of its own (UAX #9). Neither is seen. */
const ISOLATED = '\u2066$&\u2069';
const ISOLATES = /[\u2066\u2069]/g;

/**
 * A piece of a line of a language that is written from right to left, in the order in which its characters stand from
 * left to right, and in as many columns. A piece without a letter of such a language is read from left to right also
 * there: what somebody types, names, addresses, bars; only its empty columns change sides.
 */
export function visualOrder(text: string): string {
  if (!RIGHT_TO_LEFT_LETTER.test(text)) return turned(text);
  const isolated = text.replaceAll(PHRASE, ISOLATED);
  const levels = BIDI.getEmbeddingLevels(isolated, 'rtl');
  return BIDI.getReorderedString(isolated, levels).replaceAll(ISOLATES, '');
}

function turned(text: string): string {
  const start = /^ */.exec(text)?.[0] ?? '';
  const core = text.trim();
  const end = text.slice(start.length + core.length);
  return end + (core === '>' ? '<' : core) + start;
}
