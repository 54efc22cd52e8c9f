import type { AgentEvent, StampedEvent } from '../../src/core/events.ts';
import type { NetworkNews } from '../../src/core/network-news.ts';

/** What the agent logged on a stick, from the first run to the last. */
export function loggedEvents(stickTexts: Readonly<Record<string, string>>): readonly AgentEvent[] {
  return Object.entries(stickTexts)
    .filter(([path]) => /^rsd-logs\/run-\d+\.jsonl$/.test(path))
    .toSorted(([a], [b]) => a.localeCompare(b))
    .flatMap(([, text]) => text.split('\n').flatMap(eventsOf));
}

/** The news of one kind on the way to a server. */
export function newsOf<K extends NetworkNews['kind']>(
  events: readonly AgentEvent[],
  kind: K,
): readonly Extract<NetworkNews, { kind: K }>[] {
  return events.flatMap((event) => (event.kind === 'network' && isOf(event.news, kind) ? [event.news] : []));
}

function isOf<K extends NetworkNews['kind']>(
  news: NetworkNews,
  kind: K,
): news is Extract<NetworkNews, { kind: K }> {
  return news.kind === kind;
}

/** A log that was cut off by a power cut ends in half a line. */
function eventsOf(line: string): readonly AgentEvent[] {
  if (!line.endsWith('}')) return [];
  const { event } = JSON.parse(line) as Partial<StampedEvent>;
  return event === undefined ? [] : [event];
}
