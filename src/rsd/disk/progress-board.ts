import type { Clock } from '../../core/ports.ts';
import type { Voice } from '../voice.ts';
import { type Progress, progressLine, shortProgress } from './progress-line.ts';

/** Told of something that goes on: its first call for another `what` begins that anew. */
export type Track = (what: string, doneBytes: number, totalBytes: number) => void;

/** Shows how far several sticks are, in one line. A track that has ended is to be closed. */
export interface ProgressBoard {
  open(name: string): { readonly track: Track; close(): void };
}

interface Running extends Progress {
  readonly startedMs: number;
}

export function progressBoard(voice: Voice, clock: Clock): ProgressBoard {
  const running = new Map<string, Running>();
  const show = (): void => {
    const all = [...running];
    const [first] = all;
    if (first === undefined) return;
    const lines = all.map(([name, progress]) => shortProgress(name, progress));
    voice.progress(all.length === 1 ? progressLine(first[1]) : lines.join('  |  '));
  };
  return {
    open(name) {
      return {
        track(what, doneBytes, totalBytes) {
          const nowMs = clock.nowMs();
          const last = running.get(name);
          const startedMs = last?.what === what ? last.startedMs : nowMs;
          running.set(name, { what, doneBytes, totalBytes, startedMs, elapsedMs: nowMs - startedMs });
          show();
        },
        close: () => void running.delete(name),
      };
    },
  };
}
