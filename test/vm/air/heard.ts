import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const EVERY_MS = 200;
const MAX_JOURNAL_BYTES = 1 << 26;

/** Everything that others than the agent can read of what it does, by the place. */
export type Heard = Readonly<Record<'arguments' | 'environments' | 'journal' | 'told', string>>;

/** Listens until `stop` is aborted. `told` is what the agent's own code said or was said to it. */
export async function listen(told: readonly string[], stop: AbortSignal): Promise<Heard> {
  const seen = { cmdline: new Set<string>(), environ: new Set<string>() };
  while (!stop.aborted) {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      for (const file of ['cmdline', 'environ'] as const) seen[file].add(textOf(`/proc/${pid}/${file}`));
    }
    // The signal ends the wait, and that is all that it has to do.
    await wait(EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  const { stdout } = await promisify(execFile)('journalctl', ['--no-pager', '--all', '--output=cat'], {
    maxBuffer: MAX_JOURNAL_BYTES,
  });
  return {
    arguments: [...seen.cmdline].join('\n'),
    environments: [...seen.environ].join('\n'),
    journal: stdout,
    told: told.join('\n'),
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process has ended since the folder was read.
    return '';
  }
}
