import type { Emit } from '../core/events.ts';
import type { Clock } from '../core/ports.ts';

export interface EndPorts {
  /** Whether a person has to have read the last screen. */
  readonly confirmation: 'wanted' | 'none';
  stickIsThere(): Promise<boolean>;
  /** Resolves when the person has pressed the key of the last screen. */
  readonly acknowledged: Promise<void>;
  restart(): Promise<void>;
  readonly clock: Clock;
  readonly emit: Emit;
}

const LOOK_EVERY_MS = 500;

/**
 * Restarts the device when the stick is out: with it in, the firmware would start recovery again. If it is wanted, a person
 * also has to have read the last screen.
 * @throws the signal's reason
 */
export async function restartWithoutStick(ports: EndPorts, signal: AbortSignal): Promise<void> {
  await stickIsOut(ports, signal);
  if (ports.confirmation === 'wanted') {
    ports.emit({ kind: 'waiting', wait: 'confirmation' });
    await orAborted(ports.acknowledged, signal);
    // It may have been plugged in again while the person was reading.
    await stickIsOut(ports, signal);
  }
  await ports.restart();
}

async function stickIsOut(ports: EndPorts, signal: AbortSignal): Promise<void> {
  if (!(await ports.stickIsThere())) return;
  ports.emit({ kind: 'waiting', wait: 'stick-removal' });
  while (await ports.stickIsThere()) await ports.clock.sleep(LOOK_EVERY_MS, signal);
}

async function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<void>();
  const abort = (): void => aborted.resolve();
  signal.addEventListener('abort', abort, { once: true });
  await Promise.race([work, aborted.promise]);
  signal.removeEventListener('abort', abort);
  signal.throwIfAborted();
}
