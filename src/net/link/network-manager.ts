import type { Secret } from '../secret.ts';
import type { Ssid } from '../settings/ssid.ts';
import type { DeviceState } from './device-state.ts';

/** What the agent needs of NetworkManager. Every method may throw Fault NET-39 and what the signal was aborted with. */
export interface NetworkManager {
  list(signal: AbortSignal): Promise<readonly NetworkDevice[]>;
  /** Asks the adapter to look around, and gives what it has heard so far: the first answers may be empty. */
  scan(device: string, signal: AbortSignal): Promise<readonly WifiNetwork[]>;
  /** Hands the profile over. It is not used before it is activated. */
  addProfile(profile: LinkProfile): Promise<void>;
  /** Begins; `watch` tells how it goes. @throws Fault NET-41 when NetworkManager will not begin */
  activate(profile: LinkProfile, signal: AbortSignal): Promise<void>;
  /** From now on NetworkManager brings the link back by itself when it was lost. */
  keep(profile: LinkProfile): Promise<void>;
  /** Ends the link, if there is one. */
  deactivate(profile: LinkProfile): Promise<void>;
  /** Removes the profile with the passphrase in it, if it is there. */
  remove(profile: LinkProfile): Promise<void>;
  /** Removes what an agent before this one left. */
  removeLeftovers(): Promise<void>;
  /** Resolves when nothing can be missed any more. */
  watch(onChange: (change: LinkChange) => void): Promise<AsyncDisposable>;
}

export interface NetworkDevice {
  readonly name: string;
  readonly kind: 'wired' | 'wireless' | 'other';
  readonly state: DeviceState;
  /** Why it is in that state: a number of NMDeviceStateReason. */
  readonly reason: number;
  /** Its object on D-Bus. */
  readonly path: string;
  readonly cable: 'in' | 'out' | 'unknown';
  readonly hardwareAddress: string;
  /** With their prefixes, e.g. `192.0.2.10/24`. */
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
  readonly dns: readonly string[];
}

/** One access point, as it was heard. */
export interface WifiNetwork {
  readonly ssid: Ssid | 'hidden';
  /** `other`: WEP, 802.1X and what else cannot be used here. */
  readonly security: 'open' | 'wpa2' | 'wpa3' | 'wpa2-wpa3' | 'other';
  readonly signalPercent: number;
}

export interface LinkProfile {
  readonly uuid: string;
  /** The interface that has the link in the end; another than the adapter's own for a VLAN. */
  readonly device: string;
  /** A NetworkManager keyfile, which may hold a passphrase. */
  readonly keyfile: Secret;
}

export type LinkChange =
  | { readonly kind: 'device'; readonly device: string; readonly state: DeviceState; readonly reason: number }
  /** What wpa_supplicant tells of an access point. `status` is one of IEEE 802.11: 0 is yes. */
  | { readonly kind: 'authentication'; readonly status: number }
  /** The access point took the device in; the passphrase may still be wrong. */
  | { readonly kind: 'association' }
  /** Nothing more will come. */
  | { readonly kind: 'lost'; readonly problem: string };
