import { assertNever } from '../core/assert-never.ts';
import type { AgentEvent } from '../core/events.ts';
import type { RunState } from '../core/run-state.ts';
import { factLines } from './fact-lines.ts';
import { newsText } from './news-text.ts';
import { tellingFacts } from './telling-facts.ts';
import { wifiLines } from './wifi-lines.ts';
import type { Wording } from './wording.ts';

type NetworkEvent = Extract<AgentEvent, { kind: 'network' | 'wifi-wanted' | 'wifi-answered' | 'stored' }>;
type News = Extract<NetworkEvent, { kind: 'network' }>['news'];

/** What happens on the way to the server, in plain lines. Of each question the first list of WiFi networks is told. */
export function networkLines(event: NetworkEvent, before: RunState, wording: Wording): readonly string[] {
  const { texts } = wording;
  switch (event.kind) {
    case 'network':
      return newsLines(event.news, wording);
    case 'wifi-wanted':
      return isNew(event, before) ? wifiLines(event.question, texts) : [];
    case 'wifi-answered':
      return [];
    case 'stored':
      return [texts.plain.sentence({ headline: texts.network.storedRelease(event) })];
    default:
      return assertNever(event);
  }
}

function isNew({ question }: Extract<NetworkEvent, { kind: 'wifi-wanted' }>, { wifi }: RunState): boolean {
  return wifi === null || (wifi.networks.length === 0 && question.networks.length > 0);
}

function newsLines(news: News, wording: Wording): readonly string[] {
  const { texts } = wording;
  const { network: WORDS, plain: PLAIN } = texts;
  const told = PLAIN.sentence({ headline: newsText(news, wording) });
  if (news.kind === 'server-waiting') {
    return [`${told} ${PLAIN.sentence({ headline: WORDS.nextTry({ timeMs: news.delayMs }) })}`];
  }
  return 'code' in news ? [told, ...factLines(tellingFacts(news.code, news.facts), texts)] : [told];
}
