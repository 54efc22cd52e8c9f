import type { Fault } from '../../core/faults.ts';
import type { Clock } from '../../core/ports.ts';
import { orAborted } from '../or-aborted.ts';

export interface Patience {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** How long servers may fail without a break before they are given up. */
  readonly giveUpMs: number;
  /**
   * A random whole number from 0 to `below` - 1, by which each wait becomes up to a half shorter: many devices that lost
   * their server together then come back one after the other. Waits are whole when absent.
   */
  readonly randomBelow?: (below: number) => number;
}

/** The time since the servers stopped giving what is wanted, shared by everybody who waits for them. */
export interface Trouble {
  /**
   * Waits before the servers are tried again, twice as long each time. Whoever comes while others wait, waits with them.
   * @throws `fault` when this has gone on for too long, or the signal's reason
   */
  wait(fault: Fault, signal: AbortSignal): Promise<void>;
  /** Something came from a server. */
  over(): void;
}

/** `announce` is told of each wait before it begins. `life` is aborted when nobody waits any more. */
export function trouble(
  patience: Patience,
  clock: Clock,
  life: AbortSignal,
  announce: (attempt: number, delayMs: number, fault: Fault) => void,
): Trouble {
  let sinceMs: number | undefined;
  let attempt = 0;
  let waiting: Promise<void> | undefined;

  const begin = async (fault: Fault): Promise<void> => {
    sinceMs ??= clock.nowMs();
    const leftMs = sinceMs + patience.giveUpMs - clock.nowMs();
    if (leftMs <= 0) throw fault;
    attempt += 1;
    const delayMs = Math.min(delayOf(patience, attempt), leftMs);
    announce(attempt, delayMs, fault);
    await clock.sleep(delayMs, life);
  };
  return {
    wait(fault, signal) {
      waiting ??= begin(fault).finally(() => {
        waiting = undefined;
      });
      return orAborted(waiting, signal);
    },
    over() {
      sinceMs = undefined;
      attempt = 0;
    },
  };
}

function delayOf({ firstDelayMs, maxDelayMs, randomBelow }: Patience, attempt: number): number {
  const delayMs = Math.min(firstDelayMs * 2 ** (attempt - 1), maxDelayMs);
  return delayMs - (randomBelow?.(delayMs / 2) ?? 0);
}
