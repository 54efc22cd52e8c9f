import type { Voice } from './voice.ts';

/** Says how far something is, in per cent. */
export function percent(voice: Voice, what: string): (doneBytes: number, totalBytes: number) => void {
  return (doneBytes, totalBytes) => {
    const done = totalBytes === 0 ? 100 : Math.floor((100 * doneBytes) / totalBytes);
    voice.progress(`${what}: ${done} %`);
  };
}
