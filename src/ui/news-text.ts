import { assertNever } from '../core/assert-never.ts';
import type { Link, LinkEvent } from '../core/link-event.ts';
import type { NetworkNews } from '../core/network-news.ts';
import type { Texts } from './make-texts.ts';
import type { Wording } from './wording.ts';

/** News of the network in a few words, without a full stop. */
export function newsText(news: NetworkNews, { texts, faultText }: Wording): string {
  const { network: WORDS } = texts;
  switch (news.kind) {
    case 'start-delayed':
      return WORDS.startDelay({ timeMs: news.delayMs });
    case 'link-trying':
      return WORDS.trying[news.link](news);
    case 'link-waiting':
      return WORDS.waiting({ reason: missingText(news, WORDS) });
    case 'link-failed':
      return WORDS.failed[news.link]({ problem: faultText(news.code).title });
    case 'link-up':
      return upText(news.link, WORDS);
    case 'server-connected':
      return WORDS.connected(news);
    case 'server-failed':
      return WORDS.serverFailed({ host: news.host, problem: faultText(news.code).title });
    case 'server-waiting':
      return WORDS.allFail({ problem: faultText(news.code).title });
    default:
      return assertNever(news);
  }
}

function missingText(
  { missing, link, network, waitedMs: timeMs }: Extract<LinkEvent, { kind: 'link-waiting' }>,
  { missing: WORDS }: Texts['network'],
): string {
  const say = missing === 'dhcp' ? WORDS.dhcp[link] : WORDS[missing];
  return say({ network, timeMs });
}

function upText(link: Link, WORDS: Texts['network']): string {
  const [address] = link.addresses;
  return address === undefined ? WORDS.up[link.kind](link) : WORDS.upAt[link.kind]({ ...link, address });
}
