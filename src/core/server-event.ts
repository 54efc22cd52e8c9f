import type { FaultCode } from './fault-catalogue.ts';
import type { Facts } from './faults.ts';

/** What a person wants to know of the servers while it happens. */
export type ServerEvent =
  | {
      readonly kind: 'server-connected';
      readonly host: string;
      /** Of its host key, as `ssh-keygen -l` shows it. */
      readonly fingerprint: string;
    }
  /** This server failed; the others, if there are any, are tried. */
  | {
      readonly kind: 'server-failed';
      readonly host: string;
      readonly code: FaultCode;
      readonly facts: Facts;
    }
  /** No server works. All are tried again after `delayMs`. */
  | {
      readonly kind: 'server-waiting';
      readonly attempt: number;
      readonly delayMs: number;
      readonly code: FaultCode;
      readonly facts: Facts;
    };
