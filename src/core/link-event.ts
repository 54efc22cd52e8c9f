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

/** What happens while a link is made. `reason` is in English, for the log; a screen has the code and the facts. */
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
