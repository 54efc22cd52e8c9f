import { readFileSync, statSync } from 'node:fs';
import { tonesIn } from '../tones-in.ts';

/** A beep of a running machine. */
export interface Beep {
  readonly hertz: number;
  /** By the clock of the test. */
  readonly atMs: number;
  readonly lastsMs: number;
}

const HEADER_BYTES = 44;
const LOOK_EVERY_MS = 20;
/** QEMU hands sound over every 10 ms, and the file grows by 4 KiB at a time, which are 23 ms. */
const PAUSE_MS = 90;
/** QEMU's way to record: 44.1 kHz, two channels, 16 bits. */
const RATE = 44_100;
const FRAME_BYTES = 4;
/** At its ends a beep is too short for a window. */
const SHORTEST_MS = 60;

/**
 * Watches a WAV file that QEMU writes. It holds no pauses between the beeps, as the loudspeaker is off in them: when each
 * was is seen by when the file grew.
 */
export class BeepRecorder implements Disposable {
  readonly #file: string;
  readonly #looks: { readonly atMs: number; readonly bytes: number }[] = [];
  readonly #looking: NodeJS.Timeout;

  constructor(file: string) {
    this.#file = file;
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** The beeps so far. */
  beeps(hertz: readonly number[]): readonly Beep[] {
    const samples = this.#samples();
    return this.#bursts().flatMap(({ atMs, fromBytes, toBytes }) => {
      const [from, to] = [fromBytes, toBytes].map((bytes) => Math.max(0, bytes - HEADER_BYTES) / FRAME_BYTES);
      const tones = tonesIn(samples.subarray(from, to), RATE, hertz);
      return tones
        .filter(({ lastsMs }) => lastsMs >= SHORTEST_MS)
        .map((tone) => ({ ...tone, atMs: atMs + tone.atMs }));
    });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#looking);
  }

  #look(): void {
    const bytes = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
    const last = this.#looks.at(-1)?.bytes ?? HEADER_BYTES;
    if (bytes > last) this.#looks.push({ atMs: performance.now(), bytes });
  }

  #bursts(): { readonly atMs: number; readonly fromBytes: number; readonly toBytes: number }[] {
    const bursts: { atMs: number; fromBytes: number; toBytes: number; seenMs: number }[] = [];
    let fromBytes = HEADER_BYTES;
    for (const { atMs, bytes } of this.#looks) {
      const last = bursts.at(-1);
      if (last !== undefined && atMs - last.seenMs <= PAUSE_MS)
        Object.assign(last, { toBytes: bytes, seenMs: atMs });
      else bursts.push({ atMs, fromBytes, toBytes: bytes, seenMs: atMs });
      fromBytes = bytes;
    }
    return bursts;
  }

  /** Of the left channel. */
  #samples(): Int16Array {
    const bytes = readFileSync(this.#file).subarray(HEADER_BYTES);
    return Int16Array.from({ length: Math.floor(bytes.length / FRAME_BYTES) }, (_, at) =>
      bytes.readInt16LE(at * FRAME_BYTES),
    );
  }
}
