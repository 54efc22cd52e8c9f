import type { AgentEvent, StampedEvent } from '../core/events.ts';
import type { FaultCode } from '../core/fault-catalogue.ts';
import type { RunState } from '../core/run-state.ts';
import type { ThemeName } from '../core/theme-name.ts';
import { draftAfterEvent } from './draft-after-event.ts';
import { type History, historyAfterEvent } from './history.ts';
import type { Language } from './language.ts';
import { FIRST_LANGUAGE_DRAFT, type LanguageDraft } from './language-draft.ts';
import { NO_RATE, type Rate, rateAfter } from './rate.ts';
import { FIRST_WIFI_DRAFT, type WifiDraft } from './wifi-draft.ts';

/** What one screen knows beside the run: what its person looks at, and what only its events told. */
export interface LocalState {
  readonly details: 'open' | 'log' | 'closed';
  /** First line of the details, or of the log, that is to be shown. */
  readonly scroll: number;
  readonly question: 'stop' | 'none';
  readonly stop: 'asked' | 'not-asked';
  readonly agent: 'connected' | 'gone';
  readonly rate: Rate;
  /** Why the running step is being tried again, until it moves. */
  readonly retry: FaultCode | null;
  /** How long the agent has said nothing. */
  readonly quietMs: number;
  /** The time since the last news of the network, and whether a step has moved since. */
  readonly news: { readonly agoMs: number; readonly status: 'fresh' | 'old' };
  readonly wifi: WifiDraft;
  /** Of this screen; `null`: that of the run. */
  readonly theme: ThemeName | null;
  readonly history: History;
  /** The languages that this terminal can show; none when it has the letters of English only. */
  readonly languages: readonly Language[];
  readonly language: LanguageDraft;
  /** How long the first screen still stays when nobody sends it away. */
  readonly welcomeLeftMs: number;
}

const WELCOME_MS = 10_000;

export const FIRST_LOCAL_STATE: LocalState = {
  details: 'closed',
  scroll: 0,
  question: 'none',
  stop: 'not-asked',
  agent: 'connected',
  rate: NO_RATE,
  retry: null,
  quietMs: 0,
  news: { agoMs: 0, status: 'fresh' },
  wifi: FIRST_WIFI_DRAFT,
  theme: null,
  history: [],
  languages: [],
  language: FIRST_LANGUAGE_DRAFT,
  welcomeLeftMs: WELCOME_MS,
};

/** The local state after one more event of the run that was `before`. Pure, and bounded however long the run is. */
export function localAfterEvent(local: LocalState, stamped: StampedEvent, before: RunState): LocalState {
  const { event } = stamped;
  const next: LocalState = {
    ...local,
    rate: rateAfter(local.rate, stamped),
    quietMs: 0,
    news: newsAfter(local.news, event),
    wifi: draftAfterEvent(local.wifi, event),
    history: historyAfterEvent(local.history, stamped, before),
  };
  // Its keys are asked for in time: nothing may stand before it.
  if (event.kind === 'delay') return { ...next, language: FIRST_LANGUAGE_DRAFT };
  if (event.kind === 'step-retrying') return { ...next, retry: event.code };
  if (event.kind === 'failed' || event.kind === 'finished') {
    return {
      ...next,
      retry: null,
      question: 'none',
      details: 'closed',
      scroll: 0,
      language: FIRST_LANGUAGE_DRAFT,
    };
  }
  return event.kind.startsWith('step-') ? { ...next, retry: null } : next;
}

function newsAfter(news: LocalState['news'], { kind }: AgentEvent): LocalState['news'] {
  if (kind === 'network') return { agoMs: 0, status: 'fresh' };
  return kind.startsWith('step-') ? { ...news, status: 'old' } : news;
}
