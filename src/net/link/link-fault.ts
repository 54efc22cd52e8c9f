import type { FaultCode } from '../../core/fault-catalogue.ts';
import { Fault } from '../../core/faults.ts';
import type { LinkKind } from '../../core/link-event.ts';
import type { AttemptProgress } from './attempt-progress.ts';
import type { DeviceState } from './device-state.ts';
import type { WifiNetwork } from './network-manager.ts';

/** What an attempt was about. */
export interface AttemptFacts {
  readonly link: LinkKind;
  readonly device: string;
  /** The name of a wireless network for people; `''` for a wired link. */
  readonly network: string;
  /** The security that was heard; `unheard` for networks that were not, as hidden ones. */
  readonly heard: WifiNetwork['security'] | 'unheard';
  readonly passphrase: 'given' | 'none';
  readonly address: 'dhcp' | 'static';
  readonly tookMs: number;
}

/** Numbers of NMDeviceStateReason, in the D-Bus API of NetworkManager, that mean one thing. */
const BY_REASON: ReadonlyMap<number, FaultCode> = new Map([
  [7, 'NET-34'], // no secrets: the passphrase was refused, and nobody has another
  [35, 'NET-42'], // its firmware is missing
  [36, 'NET-31'], // the device was removed
  [64, 'NET-40'], // the address is a duplicate
]);
/** IP configuration unavailable or expired, and the DHCP client's own. */
const NO_ADDRESS: ReadonlySet<number> = new Set([5, 6, 15, 16, 17]);
const CARRIER = 40;
const AFTER_THE_LINK: ReadonlySet<DeviceState> = new Set(['ip-config', 'ip-check', 'secondaries']);
/** Of wpa_supplicant: disconnected, its configuration, failed, time limit, and "the network could not be found". */
const SUPPLICANT: ReadonlySet<number> = new Set([8, 9, 10, 11, 53]);
/** How access points answer a wrong SAE password (IEEE 802.11-2020, 12.4.8): "unspecified" and "challenge failure". */
const WRONG_PASSWORD: ReadonlySet<number> = new Set([1, 15]);

/** Which fault ended an attempt. It is decided by numbers alone: words change with the version and the language. */
export function linkFault(progress: AttemptProgress, facts: AttemptFacts): Fault {
  const { link, device, network, tookMs } = facts;
  return new Fault(codeOf(progress, facts), {
    link,
    device,
    network,
    state: progress.state,
    reason: progress.reason,
    status: progress.status,
    tookSeconds: Math.round(tookMs / 1000),
  });
}

function codeOf({ state, reason, accessPoint, status }: AttemptProgress, facts: AttemptFacts): FaultCode {
  const known = BY_REASON.get(reason);
  if (known !== undefined) return known;
  const noAddress = facts.address === 'static' ? 'NET-40' : 'NET-33';
  if (NO_ADDRESS.has(reason)) return noAddress;
  if (facts.link === 'wired' && reason === CARRIER) return 'NET-32';
  const isOverTime = reason === 0;
  if (AFTER_THE_LINK.has(state) && isOverTime) return noAddress;
  if (facts.link === 'wired' || !(isOverTime || SUPPLICANT.has(reason))) return 'NET-41';
  return state === 'need-auth' ? 'NET-34' : withoutReason(accessPoint, status, facts);
}

/**
 * NetworkManager gives up on a network that does not let it in with a time limit or with "not found", also when the
 * password of WPA3 was wrong. What the access point said tells them apart.
 */
function withoutReason(
  accessPoint: AttemptProgress['accessPoint'],
  status: number,
  { heard, passphrase }: AttemptFacts,
): FaultCode {
  const knowsSae = heard === 'wpa3' || heard === 'wpa2-wpa3';
  if (passphrase === 'given' && (knowsSae || heard === 'unheard')) {
    if (accessPoint === 'refused' && WRONG_PASSWORD.has(status)) return 'NET-34';
    // It took the first message of SAE, and some say nothing at all to a wrong second one.
    if (accessPoint === 'answered' && knowsSae) return 'NET-34';
  }
  if (accessPoint === 'refused') return 'NET-37';
  return accessPoint === 'silent' && heard === 'unheard' ? 'NET-35' : 'NET-36';
}
