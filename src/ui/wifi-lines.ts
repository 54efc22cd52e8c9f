import type { WifiQuestion } from '../core/wifi-question.ts';
import { signalPercent } from './signal-percent.ts';
import { TEXTS } from './texts.ts';

const { plain: WORDS, wifi: WIFI } = TEXTS;

/** The question for a WiFi network in plain lines, which cannot take an answer: they say who can. */
export function wifiLines({ networks }: WifiQuestion): readonly string[] {
  const heard = networks.map((network, at) =>
    WORDS.wifiNetwork({
      number: at + 1,
      name: network.name,
      percent: signalPercent(network),
      security: WIFI.security[network.security],
    }),
  );
  return [heard.length === 0 ? WORDS.wifiNone : WORDS.wifiWanted, ...heard, WORDS.wifiHow];
}
