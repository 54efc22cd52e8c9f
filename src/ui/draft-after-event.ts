import type { AgentEvent } from '../core/events.ts';
import { FIRST_WIFI_DRAFT, type WifiDraft } from './wifi-draft.ts';

const RUN_ENDS: ReadonlySet<AgentEvent['kind']> = new Set(['started', 'failed', 'finished']);

/**
 * The draft after one more event. A new list does not disturb who types; the end of the question ends all drafts, but
 * what was sent is remembered until the agent says what comes of it.
 */
export function draftAfterEvent(draft: WifiDraft, { kind }: AgentEvent): WifiDraft {
  if (RUN_ENDS.has(kind)) return FIRST_WIFI_DRAFT;
  const isSent = draft.page.kind === 'sent';
  if (kind === 'wifi-answered') return isSent ? heard(draft) : onList(heard(draft));
  if (kind === 'wifi-wanted') return isSent ? onList(heard(draft)) : heard(draft);
  return isSent ? onList(draft) : draft;
}

function heard(draft: WifiDraft): WifiDraft {
  return { ...draft, looking: 'no', hint: 'none' };
}

function onList(draft: WifiDraft): WifiDraft {
  return { ...draft, page: { kind: 'list' } };
}
