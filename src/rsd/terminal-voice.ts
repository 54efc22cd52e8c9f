import { styleText } from 'node:util';
import type { Style, Voice } from './voice.ts';

export interface VoiceOptions {
  readonly loudness: 'all' | 'quiet';
  readonly colors: 'on' | 'off';
  readonly person: Voice['person'];
}

interface Outlet {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Progress in a log, where lines stay. */
const SAY_EVERY_MS = 10_000;
const REPLACE_EVERY_MS = 100;
const FORMATS: Readonly<Record<Style, Parameters<typeof styleText>[0]>> = {
  strong: 'bold',
  good: 'green',
  warn: 'yellow',
  bad: 'red',
  quiet: 'dim',
};

/** A voice that speaks on standard output and standard error. */
export function terminalVoice(options: VoiceOptions, out: Outlet, err: Outlet, nowMs: () => number): Voice {
  const onTerminal = err.isTTY === true;
  let shown = '';
  let lastMs = Number.NEGATIVE_INFINITY;
  const clear = (): void => {
    if (shown !== '') err.write('\r\u001b[K');
    shown = '';
  };
  return {
    person: options.person,
    result(line) {
      clear();
      out.write(`${line}\n`);
    },
    note(line) {
      if (options.loudness === 'quiet') return;
      clear();
      err.write(`${line}\n`);
    },
    progress(line) {
      if (options.loudness === 'quiet') return;
      const dueMs = lastMs + (onTerminal ? REPLACE_EVERY_MS : SAY_EVERY_MS);
      if (nowMs() < dueMs) return;
      lastMs = nowMs();
      if (!onTerminal) {
        err.write(`${line}\n`);
        return;
      }
      shown = line.slice(0, (err.columns ?? 80) - 1);
      err.write(`\r\u001b[K${shown}`);
    },
    paint: (style, text) =>
      options.colors === 'on' ? styleText(FORMATS[style], text, { validateStream: false }) : text,
  };
}
