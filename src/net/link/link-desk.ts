import type { Fault } from '../../core/faults.ts';
import type { Link, LinkEvent, LinkKind } from '../../core/link-event.ts';
import type { Clock } from '../../core/ports.ts';
import type { WifiChoice } from '../../core/wifi-question.ts';
import type { NetworkSettings, WifiSettings } from '../settings/network-settings.ts';
import type { LinkChange, NetworkManager } from './network-manager.ts';

export type LinkSettings = Pick<NetworkSettings, 'interfaces' | 'wifi' | 'ip'>;

export interface LinkPorts {
  readonly networkManager: NetworkManager;
  readonly clock: Clock;
  /** Asks the person at the screen for a WiFi network and its passphrase. */
  readonly askForWifi: AskForWifi | 'nobody-is-there';
  readonly newUuid: () => string;
}

export type AskForWifi = (offer: WifiOffer, signal: AbortSignal) => Promise<WifiSettings | 'give-up'>;

interface WifiOffer {
  readonly networks: readonly WifiChoice[];
  /** Why the answer before this one did not work. */
  readonly before: Fault | 'none';
  rescan(): Promise<readonly WifiChoice[]>;
}

/** What every attempt of one run works with. */
export interface LinkDesk extends LinkPorts {
  readonly settings: LinkSettings;
  readonly tell: (event: LinkEvent) => void;
  /** Notes that one way did not work: there may be another. */
  readonly failed: (link: LinkKind, fault: Fault) => void;
  /** What NetworkManager has told since the attempt began, and whether it can still be heard. */
  readonly changes: LinkChange[];
  readonly signal: AbortSignal;
}

/** Tries everything of one kind. `'none'` when nothing worked, each failure having been noted. */
export type TryLinks = (desk: LinkDesk) => Promise<Link | 'none'>;
