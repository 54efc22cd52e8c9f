import type { FaultCode } from '../core/fault-catalogue.ts';
import type { Facts } from '../core/faults.ts';

/** What a person wants to know of the servers while it happens. */
export type ServerNews =
  | { readonly kind: 'connected'; readonly host: string }
  /** This server failed; the others, if there are any, are tried. */
  | { readonly kind: 'host-failed'; readonly host: string; readonly code: FaultCode; readonly facts: Facts }
  /** No server works. All are tried again after `delayMs`. */
  | {
      readonly kind: 'waiting';
      readonly attempt: number;
      readonly delayMs: number;
      readonly code: FaultCode;
      readonly facts: Facts;
    };
