import type { Hold } from '../core/hold.ts';
import type { PowerWant } from '../core/power-want.ts';
import type { Failure, RunState } from '../core/run-state.ts';
import type { WifiQuestion } from '../core/wifi-question.ts';
import { languageIsWanted } from './language-is-wanted.ts';
import type { LocalState } from './local-state.ts';
import { type LineVerdict, verdictOf } from './verdict-of.ts';
import { welcomeIsShown } from './welcome-is-shown.ts';
import type { WifiPage } from './wifi-draft.ts';

/** What the screen is about. Drawing and keys both go by it, so that a key does what the key line says. */
export type ScreenMode =
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'line-end'; readonly verdict: LineVerdict }
  | { readonly kind: 'lost' }
  | { readonly kind: 'stop-question' }
  | { readonly kind: 'delay'; readonly delay: NonNullable<RunState['delay']> }
  | { readonly kind: 'power'; readonly want: PowerWant; readonly answer: 'asked-for' | 'none' }
  | { readonly kind: 'hold'; readonly hold: Hold }
  | { readonly kind: 'wifi'; readonly question: WifiQuestion; readonly page: OpenWifiPage }
  | { readonly kind: 'language' }
  | { readonly kind: 'welcome' }
  | { readonly kind: 'running' };

/** A page on which the person still has something to do. */
export type OpenWifiPage = Exclude<WifiPage, { readonly kind: 'sent' }>;

export function screenMode(state: RunState, local: LocalState): ScreenMode {
  if (languageIsAskedFor(local)) return { kind: 'language' };
  const verdict = verdictOf(state);
  if (verdict !== 'none') return { kind: 'line-end', verdict };
  if (state.outcome === 'complete') return { kind: 'complete' };
  if (state.failure) return { kind: 'failed', failure: state.failure };
  if (local.agent === 'gone') return { kind: 'lost' };
  if (local.question === 'stop') return { kind: 'stop-question' };
  if (state.delay) return { kind: 'delay', delay: state.delay };
  // A question is easier to answer in a language that one speaks: it waits behind the list, which says so.
  if (languageIsWanted(state, local)) return { kind: 'language' };
  if (state.hold && local.stop !== 'asked') return { kind: 'hold', hold: state.hold };
  const power = powerMode(state, local);
  if (power) return power;
  const wifi = wifiMode(state, local);
  if (wifi) return wifi;
  return welcomeIsShown(state, local) ? { kind: 'welcome' } : { kind: 'running' };
}

function languageIsAskedFor({ language, languages, agent, question }: LocalState): boolean {
  return language.list === 'open' && languages.length > 0 && agent === 'connected' && question === 'none';
}

function powerMode({ power: want, mode }: RunState, { stop }: LocalState): ScreenMode | null {
  if (!want || stop === 'asked') return null;
  const answer = want.why === 'unknown' && mode === 'attended' ? 'asked-for' : 'none';
  return { kind: 'power', want, answer };
}

function wifiMode({ wifi, mode }: RunState, { wifi: { page }, stop }: LocalState): ScreenMode | null {
  if (!wifi || mode === 'unattended' || stop === 'asked' || page.kind === 'sent') return null;
  return { kind: 'wifi', question: wifi, page };
}
