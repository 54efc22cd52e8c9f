import { columnsOf } from './columns-of.ts';

/** What stands for the drawing characters of the screens on a terminal that has nothing but ASCII. */
const STAND_INS: ReadonlyMap<string, string> = new Map([
  ['─', '-'],
  ['│', '|'],
  ['┌', '+'],
  ['┐', '+'],
  ['└', '+'],
  ['┘', '+'],
  ['█', '#'],
  ['░', '.'],
]);

/** The text in ASCII, every character in as many columns as before. */
export function toAscii(text: string): string {
  return text.replace(
    /[^ -~]/gu,
    (character) => STAND_INS.get(character) ?? '?'.repeat(columnsOf(character)),
  );
}
