import { Fault } from '../../core/faults.ts';
import type { Clock } from '../../core/ports.ts';

/** What is to be seen of a session from outside. Counts only grow. */
export interface SessionSigns {
  /** Bytes that came in on the socket, of whatever kind. */
  receivedBytes(): number;
  /** Bytes of files that reads have brought. */
  payloadBytes(): number;
  readsUnderWay(): number;
  /** The number of the oldest request other than a read that is not answered yet, or `'none'`. */
  oldestRequest(): number | 'none';
}

const TICK_MS = 1000;
/** ssh2 asks for a sign of life every two seconds, so that a good connection is never this long without one. */
const SILENT_TICKS = 8;
const UNANSWERED_TICKS = 20;
const PACE_TICKS = 60;
const PACE_BYTES = 64 * 1024;

/**
 * Waits until a session must be given up, and returns why: nothing is heard (NET-03), a request is not answered, or
 * files come more slowly than 64 KiB a minute (NET-10). ssh2's own keepalive would give up a slow link, because its
 * answers queue behind the data. Ticks are counted, not time, so that a pause of this process condemns nobody.
 * @throws the signal's reason
 */
export async function watchSession(
  host: string,
  signs: SessionSigns,
  clock: Clock,
  signal: AbortSignal,
): Promise<Fault> {
  const silent = unchangedFor(SILENT_TICKS, () => signs.receivedBytes());
  const unanswered = unchangedFor(UNANSWERED_TICKS, () => signs.oldestRequest());
  const slow = slowFor(signs);
  for (;;) {
    await clock.sleep(TICK_MS, signal);
    if (silent()) return new Fault('NET-03', { host, problem: `nothing was heard for ${SILENT_TICKS} s` });
    if (unanswered() && signs.oldestRequest() !== 'none') {
      return new Fault('NET-10', { host, problem: `a request was not answered for ${UNANSWERED_TICKS} s` });
    }
    if (slow()) {
      return new Fault('NET-10', { host, problem: `less than ${PACE_BYTES} bytes came in ${PACE_TICKS} s` });
    }
  }
}

/** Called once a tick: whether the value is the same for that many ticks. */
function unchangedFor(ticks: number, value: () => unknown): () => boolean {
  let last = value();
  let same = 0;
  return () => {
    const now = value();
    same = now === last ? same + 1 : 0;
    last = now;
    return same >= ticks;
  };
}

/** Called once a tick. The time when nobody reads does not count. */
function slowFor(signs: SessionSigns): () => boolean {
  let ticks = 0;
  let fromBytes = signs.payloadBytes();
  const restart = (): void => {
    ticks = 0;
    fromBytes = signs.payloadBytes();
  };
  return () => {
    ticks += 1;
    if (signs.readsUnderWay() === 0 || signs.payloadBytes() - fromBytes >= PACE_BYTES) restart();
    return ticks >= PACE_TICKS;
  };
}
