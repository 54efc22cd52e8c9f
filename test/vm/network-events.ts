import type { AgentEvent, StampedEvent } from '../../src/core/events.ts';
import type { LinkEvent } from '../../src/core/link-event.ts';
import type { ServerEvent } from '../../src/core/server-event.ts';

/** What the agent logged on a stick, from the first run to the last. */
export function loggedEvents(stickTexts: Readonly<Record<string, string>>): readonly AgentEvent[] {
  return Object.entries(stickTexts)
    .filter(([path]) => /^rsd-logs\/run-\d+\.jsonl$/.test(path))
    .toSorted(([a], [b]) => a.localeCompare(b))
    .flatMap(([, text]) => text.split('\n').flatMap(eventsOf));
}

type News = LinkEvent | ServerEvent;

/** The news of one kind on the way to a server. */
export function newsOf<K extends News['kind']>(
  events: readonly AgentEvent[],
  kind: K,
): readonly Extract<News, { kind: K }>[] {
  return events.flatMap((event) => (event.kind === 'network' && isOf(event.news, kind) ? [event.news] : []));
}

function isOf<K extends News['kind']>(news: News, kind: K): news is Extract<News, { kind: K }> {
  return news.kind === kind;
}

/** A log that was cut off by a power cut ends in half a line. */
function eventsOf(line: string): readonly AgentEvent[] {
  if (!line.endsWith('}')) return [];
  const { event } = JSON.parse(line) as Partial<StampedEvent>;
  return event === undefined ? [] : [event];
}
