import { appendFileSync, readFileSync } from 'node:fs';

/**
 * Writes one line with the seconds since the kernel started, for whoever measures the start of a device. The place
 * comes from the environment; nothing depends on it.
 */
export function bootMark(name: string, place: string | undefined): void {
  if (place === undefined) return;
  const seconds = readFileSync('/proc/uptime', 'latin1').split(' ')[0] ?? '';
  // Twice: on a busy machine a character of a serial line may be lost.
  appendFileSync(place, `rsd-mark ${name} ${seconds}\n`.repeat(2));
}
