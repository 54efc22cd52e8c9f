import { readFileSync, statSync } from 'node:fs';
import { tonesIn } from '../tones-in.ts';

const HEADER_BYTES = 44;
const LOOK_EVERY_MS = 50;
/** QEMU's way to record: 44.1 kHz, two channels, 16 bits. */
const RATE = 44_100;
const FRAME_BYTES = 4;

/**
 * Watches a WAV file that QEMU writes. It holds no pauses between the beeps, as the loudspeaker is off in them: when
 * something was heard is seen by when the file grew.
 */
export class SoundRecorder implements Disposable {
  readonly #file: string;
  readonly #looks: { readonly atMs: number; readonly bytes: number }[] = [];
  readonly #looking: NodeJS.Timeout;

  constructor(file: string) {
    this.#file = file;
    this.#looking = setInterval(
      () => this.#looks.push({ atMs: performance.now(), bytes: this.#size() }),
      LOOK_EVERY_MS,
    );
  }

  /** For which share of a time each of the tones was heard, and anything else as `other`. */
  shares(fromMs: number, toMs: number, tones: readonly number[]): Readonly<Record<string, number>> {
    const [from, to] = [this.#bytesAt(fromMs), this.#bytesAt(toMs)];
    const recorded = readFileSync(this.#file).subarray(from, to);
    const left = Int16Array.from({ length: Math.floor(recorded.length / FRAME_BYTES) }, (_, at) =>
      recorded.readInt16LE(at * FRAME_BYTES),
    );
    const shares: Record<string, number> = {
      other: 0,
      ...Object.fromEntries(tones.map((hertz) => [hertz, 0])),
    };
    for (const { hertz, lastsMs } of tonesIn(left, RATE, tones)) {
      const name = hertz === 0 ? 'other' : String(hertz);
      shares[name] = (shares[name] ?? 0) + lastsMs / (toMs - fromMs);
    }
    return shares;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#looking);
  }

  #size(): number {
    return statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Of the file, at a whole frame. */
  #bytesAt(atMs: number): number {
    const bytes = this.#looks.findLast((look) => look.atMs <= atMs)?.bytes ?? 0;
    return Math.max(HEADER_BYTES, bytes - ((bytes - HEADER_BYTES) % FRAME_BYTES));
  }
}
