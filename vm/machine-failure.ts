import type { SerialText } from './serial-line.ts';

const LAST_LINES = 40;

/** A machine did not do what was expected of it. Says where its serial log is, and how it ends. */
export class MachineFailure extends Error {
  constructor(problem: string, logFile: string, lines: readonly SerialText[]) {
    const last = lines.slice(-LAST_LINES).map(({ text }) => `  | ${text}`);
    super([problem, `Its serial line, all of it in ${logFile}, ended with:`, ...last].join('\n'));
    this.name = 'MachineFailure';
  }
}
