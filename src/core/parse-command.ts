import type { Command } from './commands.ts';

/** Longest key name that a terminal reports, with room to spare. */
const MAX_KEY_CHARS = 32;

/** Reads one line from the control socket. A line that is no command is not an error: it is not obeyed. */
export function parseCommand(line: string): Command | 'no-command' {
  const said = jsonObject(line);
  switch (said['kind']) {
    case 'cancel':
      return { kind: 'cancel' };
    case 'acknowledge':
      return { kind: 'acknowledge' };
    case 'key': {
      const key = said['key'];
      return typeof key === 'string' && key.length <= MAX_KEY_CHARS ? { kind: 'key', key } : 'no-command';
    }
    default:
      return 'no-command';
  }
}

function jsonObject(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // Not JSON, so not a command: the caller hears that.
    return {};
  }
}
