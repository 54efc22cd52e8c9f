import { setTimeout as wait } from 'node:timers/promises';
import xterm from '@xterm/headless';
import type { SerialLine } from './serial-line.ts';

const LOOK_EVERY_MS = 100;
/** What a terminal program takes a serial line for that does not tell its size. */
const SIZE = { cols: 80, rows: 24 };

/** What a person sees who has a terminal on the serial line. */
export class SerialScreen {
  readonly #terminal = new xterm.Terminal({ ...SIZE, allowProposedApi: true });
  readonly #serial: SerialLine;

  constructor(serial: SerialLine) {
    this.#serial = serial;
    serial.onBytes((bytes) => this.#terminal.write(bytes));
  }

  /** The picture, a line a row. */
  text(): string {
    const { active } = this.#terminal.buffer;
    const rows = Array.from({ length: SIZE.rows }, (_, row) => active.getLine(active.baseY + row));
    return rows.map((row) => row?.translateToString(true) ?? '').join('\n');
  }

  /** Resolves to the picture when it matches; to nothing when the machine ends or the time is over before. */
  async shows(pattern: RegExp, limitMs: number): Promise<string | undefined> {
    const endMs = performance.now() + limitMs;
    while (performance.now() < endMs && !this.#serial.ended) {
      const text = this.text();
      if (pattern.test(text)) return text;
      await wait(LOOK_EVERY_MS);
    }
    return undefined;
  }
}
