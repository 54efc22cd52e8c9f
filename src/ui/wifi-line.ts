import type { WifiChoice } from '../core/wifi-question.ts';
import { columnsOf } from './columns-of.ts';
import { cutPieces } from './cut-pieces.ts';
import type { Line, Tone } from './frame.ts';
import type { Texts } from './make-texts.ts';
import { signalPercent } from './signal-percent.ts';

export interface WifiLineLayout {
  readonly nameColumns: number;
  readonly width: 'wide' | 'narrow';
  /** How the networks are secured, in words. */
  readonly words: Texts['wifi']['security'];
}

const BAR_COLUMNS = 4;
const GAP = '   ';

/** One network of the list: its name, how strong it is and how it is secured. */
export function wifiLine(
  network: WifiChoice,
  mark: 'marked' | 'not-marked',
  layout: WifiLineLayout,
  texts: Texts,
): Line {
  const { nameColumns, width, words } = layout;
  const name = cutPieces(Array.from(network.name), nameColumns);
  const padded = name + ' '.repeat(nameColumns - columnsOf(name));
  const percent = texts.percent({ percent: signalPercent(network) }).padStart(5);
  const [gap, strength] = width === 'wide' ? [GAP, `${bars(network)} ${percent}`] : [' ', percent];
  const tone = toneOf(network, mark);
  const cells = [mark === 'marked' ? '> ' : '  ', padded, gap + strength, gap + words[network.security]];
  return cells.map((text) => ({ text, tone }));
}

function bars(network: WifiChoice): string {
  const full = Math.ceil((BAR_COLUMNS * signalPercent(network)) / 100);
  return '█'.repeat(full) + '░'.repeat(BAR_COLUMNS - full);
}

function toneOf({ security }: WifiChoice, mark: 'marked' | 'not-marked'): Tone {
  if (mark === 'marked') return 'marked';
  return security === 'other' ? 'quiet' : 'plain';
}
