import type { Emit } from '../core/events.ts';
import type { Clock } from '../core/ports.ts';

export interface EndPorts {
  readonly mode: 'attended' | 'unattended';
  stickIsThere(): Promise<boolean>;
  /** Resolves when the person has pressed the key of the last screen. */
  readonly acknowledged: Promise<void>;
  restart(): Promise<void>;
  readonly clock: Clock;
  readonly emit: Emit;
}

const LOOK_EVERY_MS = 500;

/**
 * Restarts the device when the stick is out: with it in, the firmware would start recovery again. Attended, a person
 * also has to have read the last screen.
 */
export async function restartWithoutStick(ports: EndPorts, signal: AbortSignal): Promise<void> {
  ports.emit({ kind: 'waiting', wait: 'stick-removal' });
  while (await ports.stickIsThere()) await ports.clock.sleep(LOOK_EVERY_MS, signal);
  if (ports.mode === 'attended') {
    ports.emit({ kind: 'waiting', wait: 'confirmation' });
    await ports.acknowledged;
  }
  await ports.restart();
}
