import type { WifiChoice } from '../core/wifi-question.ts';
import { columnsOf } from './columns-of.ts';
import { cutPieces } from './cut-pieces.ts';
import type { Line, Tone } from './frame.ts';
import { signalPercent } from './signal-percent.ts';
import { TEXTS } from './texts.ts';

export interface WifiLineLayout {
  readonly nameColumns: number;
  readonly width: 'wide' | 'narrow';
}

const BAR_COLUMNS = 4;
const GAP = '   ';

/** One network of the list: its name, how strong it is and how it is secured. */
export function wifiLine(network: WifiChoice, mark: 'marked' | 'not-marked', layout: WifiLineLayout): Line {
  const { nameColumns, width } = layout;
  const name = cutPieces(Array.from(network.name), nameColumns);
  const start = (mark === 'marked' ? '> ' : '  ') + name + ' '.repeat(nameColumns - columnsOf(name));
  const percent = TEXTS.percent({ percent: signalPercent(network) }).padStart(5);
  const text =
    width === 'wide'
      ? [start, `${bars(network)} ${percent}`, TEXTS.wifi.security[network.security]].join(GAP)
      : [start, percent, TEXTS.wifi.securityShort[network.security]].join(' ');
  return [{ text, tone: toneOf(network, mark) }];
}

function bars(network: WifiChoice): string {
  const full = Math.ceil((BAR_COLUMNS * signalPercent(network)) / 100);
  return '█'.repeat(full) + '░'.repeat(BAR_COLUMNS - full);
}

function toneOf({ security }: WifiChoice, mark: 'marked' | 'not-marked'): Tone {
  if (mark === 'marked') return 'strong';
  return security === 'other' ? 'quiet' : 'plain';
}
