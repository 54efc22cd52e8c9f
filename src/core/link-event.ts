import type { FaultCode } from './fault-catalogue.ts';
import type { Facts } from './faults.ts';

export type LinkKind = 'wired' | 'wireless';

/** A link that works. */
export interface Link {
  readonly kind: LinkKind;
  readonly device: string;
  /** The name of the wireless network for people; `''` for a wired link. */
  readonly network: string;
  /** With their prefixes; those of the other family may come later. */
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
  readonly dns: readonly string[];
}

/**
 * What is not there yet while a link is made: an adapter, a cable, any WiFi network, the one that was named, a signal on the
 * cable, an answer of the access point, an address by DHCP, the confirmation of the address that is set.
 */
type LinkWait =
  | 'adapter'
  | 'cable'
  | 'any-network'
  | 'network'
  | 'carrier'
  | 'access-point'
  | 'dhcp'
  | 'address';

/** What happens while a link is made. `reason` is in English, for the log; a screen has the rest. */
export type LinkEvent =
  | {
      readonly kind: 'link-trying';
      readonly link: LinkKind;
      readonly device: string;
      readonly network: string;
    }
  | {
      readonly kind: 'link-waiting';
      readonly link: LinkKind;
      readonly device: string;
      /** As in a `Link`; `''` also while it is not known yet. */
      readonly network: string;
      readonly missing: LinkWait;
      readonly reason: string;
      readonly waitedMs: number;
    }
  | {
      readonly kind: 'link-failed';
      readonly link: LinkKind;
      readonly code: FaultCode;
      readonly facts: Facts;
      readonly reason: string;
    }
  | { readonly kind: 'link-up'; readonly link: Link };
