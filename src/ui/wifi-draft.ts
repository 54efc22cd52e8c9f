import type { WifiChoice } from '../core/wifi-question.ts';

/** A network that a person is about to join. Of a hidden one the security is not known before it is joined. */
export interface WifiTarget {
  readonly ssid: string;
  readonly name: string;
  readonly visibility: 'visible' | 'hidden';
  readonly security: WifiChoice['security'] | 'unknown';
}

export type WifiPage =
  | { readonly kind: 'list' }
  /** The name of a hidden network is typed. */
  | { readonly kind: 'name'; readonly name: string }
  /** The passphrase is a secret: it is in no event, and gone from here when the page is left. */
  | {
      readonly kind: 'passphrase';
      readonly target: WifiTarget;
      readonly passphrase: string;
      readonly letters: 'hidden' | 'shown';
    }
  /** Whether to join without a passphrase. */
  | { readonly kind: 'open'; readonly target: WifiTarget }
  | { readonly kind: 'give-up' }
  /** The agent has the answer, and has not said yet what comes of it. */
  | { readonly kind: 'sent'; readonly answer: 'join'; readonly name: string }
  | { readonly kind: 'sent'; readonly answer: 'give-up' };

/** Why a key did not do what was wanted. */
export type WifiHint = 'none' | 'unusable' | 'empty' | 'short' | 'too-long' | 'still-looking';

/** How far a person has come with their answer to the question for a WiFi network. */
export interface WifiDraft {
  readonly page: WifiPage;
  /** The network that the mark is at, also in the next list; null for the first one. */
  readonly marked: Pick<WifiChoice, 'ssid' | 'security'> | null;
  /** Whether a new list was asked for. The agent hears no answer until it has one. */
  readonly looking: 'yes' | 'no';
  readonly hint: WifiHint;
}

export const FIRST_WIFI_DRAFT: WifiDraft = {
  page: { kind: 'list' },
  marked: null,
  looking: 'no',
  hint: 'none',
};
