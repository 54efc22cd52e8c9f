import type { FaultCode } from './fault-catalogue.ts';
import type { Facts } from './faults.ts';

/** A WiFi network for a person to choose. */
export interface WifiChoice {
  /** The 1 to 32 bytes of its name as lower-case hexadecimal digits. */
  readonly ssid: string;
  /** The name for people: what cannot be shown is `\x07`. */
  readonly name: string;
  /** `other` cannot be used here: WEP, 802.1X. */
  readonly security: 'open' | 'wpa2' | 'wpa3' | 'wpa2-wpa3' | 'other';
  readonly signalPercent: number;
}

/** The person is asked for a WiFi network and its passphrase. */
export interface WifiQuestion {
  /** The strongest first. */
  readonly networks: readonly WifiChoice[];
  /** Why the answer before this one did not work. */
  readonly before: { readonly code: FaultCode; readonly facts: Facts } | null;
}

/** What the person answers. */
export type WifiAnswer =
  | {
      readonly kind: 'join';
      readonly ssid: string;
      /** A hidden one says nothing by itself: the person has typed its name. */
      readonly visibility: 'visible' | 'hidden';
      /** `''` for an open network. A secret: it goes into no log, no report and no event. */
      readonly passphrase: string;
    }
  | { readonly kind: 'rescan' }
  | { readonly kind: 'give-up' };
