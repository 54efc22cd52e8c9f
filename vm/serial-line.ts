import type { Duplex } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

export interface SerialText {
  /** Without control characters and escape sequences. */
  readonly text: string;
  /** Since the machine was switched on. */
  readonly atMs: number;
}

const MAX_LINE_CHARS = 4096;
// oxlint-disable-next-line no-control-regex -- these are what is taken out
const CONTROL = /[\u0000-\u001f\u007f]/g;

/** The serial line of a machine: what it said so far, as lines, and the bytes for a terminal. */
export class SerialLine {
  readonly #wire: Duplex;
  readonly #lines: SerialText[] = [];
  #partial = '';
  #news = Promise.withResolvers<void>();
  #ended = false;

  constructor(wire: Duplex, sinceStartMs: () => number) {
    this.#wire = wire;
    const decoder = new TextDecoder();
    wire.on('data', (bytes: Buffer) => this.#take(decoder.decode(bytes, { stream: true }), sinceStartMs()));
    // A QEMU that is killed resets the connection: that it ended is told elsewhere.
    for (const end of ['end', 'error', 'close']) wire.on(end, () => this.#end(sinceStartMs()));
  }

  /** Every line so far. */
  get lines(): readonly SerialText[] {
    return this.#lines;
  }

  /** Whether no more will come. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Resolves with the next line, or at the end. */
  changed(): Promise<void> {
    return this.#ended ? Promise.resolve() : this.#news.promise;
  }

  /** Every line from the first one on, until the end. */
  async *follow(): AsyncIterable<SerialText> {
    for (let next = 0; ; next += 1) {
      while (next >= this.#lines.length && !this.#ended) await this.changed();
      const line = this.#lines[next];
      if (line === undefined) return;
      yield line;
    }
  }

  onBytes(listener: (bytes: Buffer) => void): void {
    this.#wire.on('data', listener);
  }

  write(bytes: string | Uint8Array): void {
    if (!this.#ended) this.#wire.write(bytes);
  }

  #take(text: string, atMs: number): void {
    const [first = '', ...others] = text.split('\n');
    this.#partial = (this.#partial + first).slice(-MAX_LINE_CHARS);
    if (others.length === 0) return;
    for (const other of others) {
      this.#keep(atMs);
      this.#partial = other.slice(-MAX_LINE_CHARS);
    }
    this.#tell();
  }

  #keep(atMs: number): void {
    this.#lines.push({
      text: stripVTControlCharacters(this.#partial).replaceAll(CONTROL, ''),
      atMs,
    });
    this.#partial = '';
  }

  #end(atMs: number): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#partial !== '') this.#keep(atMs);
    this.#tell();
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers<void>();
  }
}
