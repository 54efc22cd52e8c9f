import { FAULTS, type FaultCode } from '../core/fault-catalogue.ts';
import { amountsOf } from './amounts.ts';
import { directionOf } from './direction-of.ts';
import { makeTexts } from './make-texts.ts';
import { type MessageBook, type Messages, messageBook } from './message-book.ts';
import type { FaultText, Wording } from './wording.ts';

/**
 * The digits that are on every keyboard and in every address and fault code on the same screen, so that nobody has to
 * compare two kinds.
 */
const DIGITS = '-u-nu-latn';

/**
 * The wording of a language from its messages, with `letters` done to each. Faults that they lack are told in the words of
 * the fault catalogue.
 */
export function makeWording(
  messages: Messages,
  tag: string,
  letters: (text: string) => string = asTheyAre,
): Wording {
  const book = messageBook(messages, tag + DIGITS, letters);
  const amounts = amountsOf(tag + DIGITS, (key, count) => book.say(key, { count }));
  return {
    tag,
    direction: directionOf(tag),
    texts: makeTexts(book, amounts),
    faultText: (code) => faultText(code, messages, book),
  };
}

function faultText(code: FaultCode, messages: Messages, book: MessageBook): FaultText {
  const part = (name: keyof FaultText): string => {
    const key = `faults.${code}.${name}`;
    return key in messages ? book.say(key, {}) : FAULTS[code][name];
  };
  return { title: part('title'), cause: part('cause'), advice: part('advice') };
}

function asTheyAre(text: string): string {
  return text;
}
