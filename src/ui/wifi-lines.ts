import type { WifiQuestion } from '../core/wifi-question.ts';
import type { Texts } from './make-texts.ts';
import { signalPercent } from './signal-percent.ts';

const INDENT = '  ';

/** The question for a WiFi network in plain lines, which cannot take an answer: they say who can. */
export function wifiLines(
  { networks }: WifiQuestion,
  { plain: WORDS, wifi: WIFI }: Texts,
): readonly string[] {
  const heard = networks.map((network, at) => {
    const { name, security } = network;
    const percent = signalPercent(network);
    return INDENT + WORDS.wifiNetwork({ number: at + 1, name, percent, security: WIFI.security[security] });
  });
  return [heard.length === 0 ? WORDS.wifiNone : WORDS.wifiWanted, ...heard, WORDS.wifiHow];
}
