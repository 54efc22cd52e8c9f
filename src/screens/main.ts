import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { StampedEvent } from '../core/events.ts';
import { isFault } from '../core/faults.ts';
import { THEME_NAMES, type ThemeName } from '../core/theme-name.ts';
import { errnoOf } from '../host/errno-of.ts';
import { readLocale } from '../host/read-locale.ts';
import { terminalCharacters } from '../host/terminal-characters.ts';
import { wantedTheme } from '../host/wanted-theme.ts';
import { ENGLISH } from '../ui/english.ts';
import type { Size } from '../ui/frame.ts';
import { printable } from '../ui/printable.ts';
import type { Terminal } from '../ui/terminal.ts';
import type { WordingOf } from '../ui/wording.ts';
import { wordings } from '../ui/wordings.ts';
import { eventLine } from './event-line.ts';
import { playScreens } from './play-screens.ts';
import { newPlayer } from './player.ts';
import { printScreens } from './print-screens.ts';
import { readEventFile } from './read-event-file.ts';
import { sized } from './sized.ts';

const HELP = `
FILE is rsd-logs/run-0001.jsonl of a stick, or one of test/fixtures/runs.
In the terminal: Right and Space show the next event, Left the one before,
Ctrl-C leaves; all other keys do what they do on a device.`;
const USUAL_SIZE = { columns: 80, rows: 24 };
const MAX_PROBLEM_COLUMNS = 300;

interface Options {
  readonly language?: string;
  readonly size?: Size;
  readonly theme?: ThemeName;
  readonly speed: number;
  readonly step?: true;
  readonly at?: number;
  readonly text?: true;
}

const program = new Command('npm run screens --')
  .description('Shows the screens of a run, from the file with its events')
  .argument('<file>', 'the events, one JSON object a line')
  .option('--language <tag>', 'instead of that of the run, e.g. de', known)
  .option('--size <columns>x<rows>', 'instead of that of the terminal, e.g. 80x24', size)
  .addOption(new Option('--theme <name>', 'colours, instead of those of the run').choices(THEME_NAMES))
  .option('--speed <factor>', 'how many times as fast as it was', factor, 1)
  .option('--step', 'each event at the press of a key')
  .option('--at <number>', 'the screen after the event with this number ("seq")', whole)
  .option('--text', 'print each screen as text; so it is also where there is no terminal')
  .addHelpText('after', HELP)
  .exitOverride()
  .action(main);

async function main(file: string, options: Options): Promise<void> {
  const { events, lastLine } = readEventFile(file);
  if (lastLine === 'cut-off') process.stderr.write('The last line is cut off, and left out.\n');
  const at = options.at === undefined ? undefined : eventAt(events, options.at);
  const { stdin: input, stdout: output } = process;
  if (options.text || !input.isTTY || !output.isTTY) {
    const wordingOf = wordingsFor(options, 'unicode');
    const printing = { size: options.size ?? USUAL_SIZE, wordingOf, at: at ?? 'each' } as const;
    return printScreens(events, printing, (text) => void output.write(text));
  }
  const characters = terminalCharacters(process.env);
  const theme = wantedTheme(options.theme, process.env) ?? null;
  const shownOn = options.size === undefined ? output : sized(output, options.size);
  const terminal: Terminal = { input, output: shownOn, characters };
  const pace = options.step || at !== undefined ? 'by-key' : options.speed;
  const first = newPlayer(events, at === undefined ? 1 : events.indexOf(at) + 1, theme);
  const { shown } = await playScreens(first, {
    terminal,
    wordingOf: wordingsFor(options, characters),
    pace,
  });
  const last = events[shown - 1];
  if (last) output.write(`${eventLine(last)}\n`);
}

function wordingsFor({ language }: Options, characters: 'unicode' | 'ascii'): WordingOf {
  const wordingOf = wordings(readLocale, characters, 'full');
  return language === undefined ? wordingOf : () => wordingOf(language);
}

/** A log has no event for the progress of a step: the number may be one that is not in it. */
function eventAt(events: readonly StampedEvent[], number: number): StampedEvent {
  const event = events.findLast(({ seq }) => seq <= number);
  const [first, last] = [events[0]?.seq, events.at(-1)?.seq];
  if (event !== undefined && number <= (last ?? 0)) return event;
  return program.error(`error: the file has the events ${first} to ${last}, and no ${number}`, {
    exitCode: 2,
  });
}

function known(language: string): string {
  const { tag } = wordings(readLocale, 'unicode', 'full')(language);
  if (tag !== ENGLISH.tag || /^en\b/i.test(language)) return language;
  throw new InvalidArgumentError('There is no such language in locales/.');
}

function size(text: string): Size {
  const [, columns, rows] = /^(\d{1,3})x(\d{1,3})$/.exec(text) ?? [];
  if (!columns || !rows || columns === '0' || rows === '0') {
    throw new InvalidArgumentError('It must be columns and rows, as 80x24.');
  }
  return { columns: Number(columns), rows: Number(rows) };
}

function factor(text: string): number {
  const speed = Number(text);
  if (!(speed > 0 && speed <= 10_000)) throw new InvalidArgumentError('It must be a number above 0.');
  return speed;
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** What went wrong, in words that are safe to show. */
function explain(error: unknown, file: string): string {
  if (isFault(error, 'FMT-01')) return `${file}, ${error.facts.field}: ${error.facts.problem}`;
  if (error instanceof Error && 'code' in error) return `${file}: ${errnoOf(error)}`;
  throw error;
}

// A reader that has seen enough, as head(1), is no error.
process.stdout.on('error', () => process.exit());
try {
  await program.parseAsync();
} catch (error) {
  const said = error instanceof CommanderError;
  if (!said) {
    process.stderr.write(`${printable(explain(error, program.args[0] ?? ''), MAX_PROBLEM_COLUMNS)}\n`);
  }
  process.exitCode = said && error.exitCode === 0 ? 0 : 2;
}
