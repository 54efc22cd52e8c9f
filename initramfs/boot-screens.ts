import { FAULTS } from '../src/core/fault-catalogue.ts';

const COLUMNS = 76;
const MARGIN = '  ';
const ESCAPE = '\u001b';
/** A white page without a cursor, on the Linux console as on any terminal. */
const CLEAR = `${ESCAPE}[0m${ESCAPE}[?25l${ESCAPE}[2J${ESCAPE}[H`;
const UNTOUCHED = 'The internal disk has not been touched.';
const OFF = 'To turn the device off, hold its power button down.';

/** What the initramfs shows, by the name of the file: `starting`, and a screen for each code of the area INI. */
export function bootScreens(): ReadonlyMap<string, string> {
  const starting = page(['Recovery is starting.', 'Leave the stick where it is.']);
  const faults = Object.entries(FAULTS)
    .filter(([code]) => code.startsWith('INI-'))
    .map(([code, fault]): [string, string] => [code, faultScreen(code, fault)]);
  return new Map([['starting', starting], ...faults]);
}

interface Texts {
  readonly title: string;
  readonly cause: string;
  readonly advice: string;
}

function faultScreen(code: string, { title, cause, advice }: Texts): string {
  return page([`${code}  ${title}`, cause, `${advice}.`, UNTOUCHED, OFF]);
}

function page(paragraphs: readonly string[]): string {
  const lines = paragraphs.flatMap((text) => ['', ...wrapped(text)]);
  return `${CLEAR}${lines.map((line) => (line === '' ? '' : MARGIN + line)).join('\r\n')}\r\n`;
}

function wrapped(text: string): readonly string[] {
  const [first = '', ...words] = text.split(' ');
  const lines = [first];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (longer.length <= COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
