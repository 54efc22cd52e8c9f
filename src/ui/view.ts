import { assertNever } from '../core/assert-never.ts';
import type { RunState } from '../core/run-state.ts';
import { columnsOf } from './columns-of.ts';
import { completeBlocks } from './complete-blocks.ts';
import { cutLine } from './cut-line.ts';
import { delayBlocks } from './delay-blocks.ts';
import { detailSections } from './detail-sections.ts';
import { failedBlocks } from './failed-blocks.ts';
import { failedWithCode } from './failed-with-code.ts';
import { type Block, fit } from './fit.ts';
import type { Frame, Line, Size } from './frame.ts';
import { historyLines } from './history-lines.ts';
import { holdBlocks } from './hold-blocks.ts';
import { keyLine } from './key-line.ts';
import { languageBlocks } from './language-blocks.ts';
import { line } from './line.ts';
import { lineEndBlocks } from './line-end-blocks.ts';
import type { LocalState } from './local-state.ts';
import { lostBlocks } from './lost-blocks.ts';
import { mirrored } from './mirrored.ts';
import { openPage } from './open-page.ts';
import { paragraph } from './paragraph.ts';
import { powerBlocks } from './power-blocks.ts';
import { printableData } from './printable-data.ts';
import { runningBlocks } from './running-blocks.ts';
import { runningStep } from './running-step.ts';
import { type ScreenMode, screenMode } from './screen-mode.ts';
import type { Sheet } from './sheet.ts';
import { stopBlocks } from './stop-blocks.ts';
import { welcomeBlocks } from './welcome-blocks.ts';
import { wifiBlocks } from './wifi-blocks.ts';
import type { Wording } from './wording.ts';

/** Longer lines are hard to read: a wide screen keeps empty edges. */
const MAX_PAGE_COLUMNS = 112;
/** From here on there is room for more than the work itself. */
const ROOMY_COLUMNS = 60;
const ROOMY_ROWS = 16;
const DETAILS_FROM_ROWS = 30;
const LAST_RANK = 11;
/** Spaces that keep words together, of which not every console has a picture. */
const NO_BREAK = /[\u00a0\u202f]/g;

/** The picture of a run. Pure: it starts nothing and changes nothing, and it never throws. */
export function view(state: RunState, size: Size, local: LocalState, wording: Wording): Frame {
  const shown = printableData(state);
  const mode = screenMode(shown, local);
  const margin = marginOf(size, mode);
  const columns = Math.max(1, size.columns - 2 * margin);
  const sheet = { columns, wording };
  const header = headerLines(shown, size, sheet);
  const footer = footerLines(mode, local, size, sheet);
  const rows = Math.max(0, size.rows - header.length - footer.length);
  const { characters = 'unicode' } = size;
  const body = bodyLines({ ...sheet, state: shown, local, mode, rows, characters });
  const filler = Array.from({ length: Math.max(0, rows - body.lines.length) }, (): Line => []);
  const lines = [...header, ...body.lines, ...filler, ...footer].slice(0, size.rows);
  const paged = lines.map((each) => onPage(each, margin, size));
  const turned =
    wording.direction === 'right-to-left' ? paged.map((each) => mirrored(each, size.columns)) : paged;
  return { lines: turned, scroll: body.scroll };
}

interface Page extends Sheet {
  readonly state: RunState;
  readonly local: LocalState;
  readonly mode: ScreenMode;
  readonly rows: number;
  readonly characters: NonNullable<Size['characters']>;
}

/** What is to be read across a room takes all of the screen. */
const FROM_AFAR: ReadonlySet<ScreenMode['kind']> = new Set(['line-end', 'hold']);

function marginOf({ columns }: Size, { kind }: ScreenMode): number {
  if (columns > MAX_PAGE_COLUMNS + 4 && !FROM_AFAR.has(kind))
    return Math.floor((columns - MAX_PAGE_COLUMNS) / 2);
  if (columns >= ROOMY_COLUMNS) return 2;
  return columns >= 30 ? 1 : 0;
}

function headerLines(
  state: RunState,
  { rows }: Size,
  { columns, wording: { texts } }: Sheet,
): readonly Line[] {
  if (rows < ROOMY_ROWS) return [];
  const running = runningStep(state);
  const right = state.outcome === 'running' && running !== 'none' ? texts.stepOf(running) : '';
  const gap = ' '.repeat(Math.max(1, columns - columnsOf(texts.title) - columnsOf(right)));
  return [[...line(texts.title, 'strong'), ...line(gap + right)], rule(columns), []];
}

function footerLines(mode: ScreenMode, local: LocalState, { rows }: Size, sheet: Sheet): readonly Line[] {
  const keys = line(keyLine(mode, local, sheet));
  return rows < ROOMY_ROWS ? [keys] : [rule(sheet.columns), keys];
}

function rule(columns: number): Line {
  return line('─'.repeat(columns), 'quiet');
}

interface Body {
  readonly lines: readonly Line[];
  readonly scroll: number;
}

function bodyLines(page: Page): Body {
  const { state, local, mode, rows } = page;
  const open = openPage(mode, local);
  if (open === 'details') return scrolled(page, blocksOf(page).slice(0, 4), detailLines(page));
  if (open === 'log') return scrolled(page, [logTitle(page)], historyLines(local.history, page));
  const blocks = mode.kind === 'failed' ? failedWithCode(state, mode.failure, page, page) : blocksOf(page);
  const details = roomyDetails(page).map(
    (lines, at): Block => ({ rank: LAST_RANK + at, forms: [[[], ...lines], []] }),
  );
  return { lines: fit([...blocks, ...details], rows), scroll: 0 };
}

/** On a large screen nobody has to ask for the details; those that stand there already are left out. */
function roomyDetails(page: Page): readonly (readonly Line[])[] {
  const { state, mode, rows } = page;
  // The list of languages is for those who cannot read the rest.
  if (rows < DETAILS_FROM_ROWS || mode.kind === 'language' || FROM_AFAR.has(mode.kind)) return [];
  return detailSections(state, page)
    .filter(({ about }) => about !== 'failure' && (about !== 'choice' || state.release !== null))
    .map(({ lines }) => lines);
}

function blocksOf(page: Page): readonly Block[] {
  const { state, local, mode } = page;
  switch (mode.kind) {
    case 'complete':
      return completeBlocks(state, page);
    case 'failed':
      return failedBlocks(state, mode.failure, page);
    case 'line-end':
      return lineEndBlocks(state, mode.verdict, page);
    case 'lost':
      return lostBlocks(state, page);
    case 'stop-question':
      return stopBlocks(state, page);
    case 'delay':
      return delayBlocks(state, mode.delay, page);
    case 'hold':
      return holdBlocks(state, mode.hold, page);
    case 'power':
      return powerBlocks(state, mode, page);
    case 'wifi':
      return wifiBlocks({ ...page, ...mode, draft: local.wifi, disk: state.disk });
    case 'language':
      return languageBlocks(state, local, page, page.rows);
    case 'welcome':
      return welcomeBlocks(state, page);
    case 'running':
      return runningBlocks(state, local, page);
    default:
      return assertNever(mode);
  }
}

function detailLines(page: Page): readonly Line[] {
  return detailSections(page.state, page)
    .flatMap(({ lines }) => [...lines, []])
    .slice(0, -1);
}

function logTitle({ columns, wording }: Page): Block {
  return { rank: 0, forms: [paragraph(wording.texts.log.title, columns, 'strong')] };
}

/** The top of the screen as ever, and below it as many of the lines as there are rows for. */
function scrolled({ local, rows, wording }: Page, top: readonly Block[], lines: readonly Line[]): Body {
  const head = fit(top, Math.floor(rows / 2));
  const room = Math.max(1, rows - head.length - 2);
  const scroll = Math.max(0, Math.min(local.scroll, lines.length - room));
  const last = Math.min(lines.length, scroll + room);
  const first = Math.min(scroll + 1, last);
  const where = wording.texts.details.lines({ first, last, count: lines.length });
  const shown = [[], ...lines.slice(scroll, last), line(where, 'quiet')];
  return { lines: [...head, ...shown].slice(0, rows), scroll };
}

function onPage(whole: Line, margin: number, { columns }: Size): Line {
  if (whole.length === 0) return [];
  const shown = whole.map((span) => ({ ...span, text: span.text.replaceAll(NO_BREAK, ' ') }));
  return cutLine([...line(' '.repeat(margin)), ...shown], columns);
}
