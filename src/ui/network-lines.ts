import { assertNever } from '../core/assert-never.ts';
import type { AgentEvent } from '../core/events.ts';
import type { RunState } from '../core/run-state.ts';
import type { WifiQuestion } from '../core/wifi-question.ts';
import { newsText } from './news-text.ts';
import { tellingFacts } from './telling-facts.ts';
import { TEXTS } from './texts.ts';
import { wifiLines } from './wifi-lines.ts';

type NetworkEvent = Extract<AgentEvent, { kind: 'network' | 'wifi-wanted' | 'wifi-answered' | 'stored' }>;
type News = Extract<NetworkEvent, { kind: 'network' }>['news'];

const { network: WORDS, plain: PLAIN } = TEXTS;

/** What happens on the way to the server, in plain lines. Of each question the first list of WiFi networks is told. */
export function networkLines(event: NetworkEvent, before: RunState): readonly string[] {
  switch (event.kind) {
    case 'network':
      return newsLines(event.news);
    case 'wifi-wanted':
      return isNew(event, before) ? wifiLines(event.question) : [];
    case 'wifi-answered':
      return [];
    case 'stored':
      return [PLAIN.sentence({ headline: WORDS.storedRelease(event) })];
    default:
      return assertNever(event);
  }
}

function isNew({ question }: Extract<NetworkEvent, { kind: 'wifi-wanted' }>, { wifi }: RunState): boolean {
  return wifi === null || (wifi.networks.length === 0 && question.networks.length > 0);
}

function newsLines(news: News): readonly string[] {
  const told = PLAIN.sentence({ headline: newsText(news) });
  if (news.kind === 'server-waiting') {
    return [`${told} ${PLAIN.sentence({ headline: WORDS.nextTry({ timeMs: news.delayMs }) })}`];
  }
  return 'code' in news ? [told, ...factLines(news)] : [told];
}

function factLines({ code, facts }: NonNullable<WifiQuestion['before']>): readonly string[] {
  return tellingFacts(code, facts).map(({ label, texts }) =>
    PLAIN.fact({ name: label, value: texts.join(', ') }),
  );
}
