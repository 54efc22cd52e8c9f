import type { WifiChoice } from '../core/wifi-question.ts';
import { columnsOf } from './columns-of.ts';
import type { Block } from './fit.ts';
import type { Line } from './frame.ts';
import { line } from './line.ts';
import type { Texts } from './make-texts.ts';
import { paragraph } from './paragraph.ts';
import type { Sheet } from './sheet.ts';
import { type WifiLineLayout, wifiLine } from './wifi-line.ts';

const WIDE_FROM = 60;
/** What a line has beside the name and the security. */
const WIDE_REST = 18;
const NARROW_REST = 10;
const LEAST_NAME_COLUMNS = 4;

/** The networks, or as many around the marked one as there is room for. */
export function wifiListBlock(
  networks: readonly WifiChoice[],
  marked: number,
  sheet: Sheet,
  rows: number,
): Block {
  const { texts } = sheet.wording;
  if (networks.length === 0) return { rank: 1, forms: [emptyLines(sheet)] };
  const layout = layoutOf(networks, sheet);
  const most = Math.max(1, Math.min(networks.length, rows));
  const forms = Array.from({ length: most }, (_, at) => part(networks, marked, most - at, { layout, texts }));
  return { rank: 1, forms: [...forms, ...forms.slice(-1).map((lines) => lines.slice(0, 1))] };
}

function emptyLines({ columns, wording: { texts } }: Sheet): readonly Line[] {
  return [...paragraph(texts.wifi.none, columns, 'strong'), ...paragraph(texts.wifi.keepLooking, columns)];
}

/** Names are shown whole where they can be, if need be beside the security in short words. */
function layoutOf(networks: readonly WifiChoice[], { columns, wording: { texts } }: Sheet): WifiLineLayout {
  const { security, securityShort } = texts.wifi;
  const width = columns >= WIDE_FROM ? 'wide' : 'narrow';
  const rest = width === 'wide' ? WIDE_REST : NARROW_REST;
  const widest = widestOf(networks.map(({ name }) => name));
  const roomBeside = (words: Texts['wifi']['security']): number =>
    columns - rest - widestOf(Object.values(words));
  const isShort =
    width === 'narrow' || (roomBeside(security) < widest && widest <= roomBeside(securityShort));
  const words = isShort ? securityShort : security;
  return { width, words, nameColumns: Math.max(LEAST_NAME_COLUMNS, Math.min(widest, roomBeside(words))) };
}

function widestOf(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, columnsOf(text)), 0);
}

interface Drawn {
  readonly layout: WifiLineLayout;
  readonly texts: Texts;
}

function part(
  networks: readonly WifiChoice[],
  marked: number,
  size: number,
  { layout, texts }: Drawn,
): readonly Line[] {
  const first = Math.max(0, Math.min(networks.length - size, marked - Math.floor(size / 2)));
  const shown = networks
    .slice(first, first + size)
    .map((network, at) => wifiLine(network, first + at === marked ? 'marked' : 'not-marked', layout, texts));
  if (shown.length === networks.length) return shown;
  const where = texts.wifi.networks({
    first: first + 1,
    last: first + shown.length,
    count: networks.length,
  });
  return [...shown, line(where, 'quiet')];
}
