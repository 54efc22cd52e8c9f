import type { WifiChoice } from '../core/wifi-question.ts';
import { columnsOf } from './columns-of.ts';
import type { Block } from './fit.ts';
import type { Line } from './frame.ts';
import { line } from './line.ts';
import { paragraph } from './paragraph.ts';
import { TEXTS } from './texts.ts';
import { type WifiLineLayout, wifiLine } from './wifi-line.ts';

const WIDE_FROM = 60;
/** What a line has beside the name. */
const WIDE_REST = 42;
const NARROW_REST = 16;
const LEAST_NAME_COLUMNS = 4;

/** The networks, or as many around the marked one as there is room for. */
export function wifiListBlock(
  networks: readonly WifiChoice[],
  marked: number,
  columns: number,
  rows: number,
): Block {
  if (networks.length === 0) return { rank: 1, forms: [emptyLines(columns)] };
  const layout = layoutOf(networks, columns);
  const most = Math.max(1, Math.min(networks.length, rows));
  const forms = Array.from({ length: most }, (_, at) => part(networks, marked, most - at, layout));
  return { rank: 1, forms: [...forms, ...forms.slice(-1).map((lines) => lines.slice(0, 1))] };
}

function emptyLines(columns: number): readonly Line[] {
  return [...paragraph(TEXTS.wifi.none, columns, 'strong'), ...paragraph(TEXTS.wifi.keepLooking, columns)];
}

function layoutOf(networks: readonly WifiChoice[], columns: number): WifiLineLayout {
  const width = columns >= WIDE_FROM ? 'wide' : 'narrow';
  const room = columns - (width === 'wide' ? WIDE_REST : NARROW_REST);
  const widest = networks.reduce((most, { name }) => Math.max(most, columnsOf(name)), 0);
  return { width, nameColumns: Math.max(LEAST_NAME_COLUMNS, Math.min(widest, room)) };
}

function part(
  networks: readonly WifiChoice[],
  marked: number,
  size: number,
  layout: WifiLineLayout,
): readonly Line[] {
  const first = Math.max(0, Math.min(networks.length - size, marked - Math.floor(size / 2)));
  const shown = networks
    .slice(first, first + size)
    .map((network, at) => wifiLine(network, first + at === marked ? 'marked' : 'not-marked', layout));
  if (shown.length === networks.length) return shown;
  const where = TEXTS.wifi.networks({
    first: first + 1,
    last: first + shown.length,
    count: networks.length,
  });
  return [...shown, line(where, 'quiet')];
}
