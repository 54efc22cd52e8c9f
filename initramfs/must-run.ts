import { execFile } from 'node:child_process';
import { delimiter } from 'node:path';

export interface RunOptions {
  readonly cwd?: string;
  /** Set in addition to what every tool is given; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const LIMIT_MS = 900_000;
const MAX_OUTPUT_BYTES = 1 << 26;
/** Tools of the administrator are not in everyone's PATH. */
const PATH = [process.env['PATH'] ?? '', '/usr/sbin', '/sbin'].join(delimiter);
/** What a result may depend on is the same everywhere. */
const SAME_EVERYWHERE = { PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC', SOURCE_DATE_EPOCH: undefined };

/** Runs a tool without a shell and returns what it printed. @throws with what it said when it fails or cannot be started */
export function mustRun(
  command: readonly [string, ...string[]],
  { cwd, env }: RunOptions = {},
): Promise<string> {
  const [name, ...args] = command;
  const options = {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...SAME_EVERYWHERE, ...env },
    timeout: LIMIT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
  };
  return new Promise((resolve, reject) => {
    execFile(name, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      reject(
        new Error(`${command.join(' ')} failed: ${error.code ?? error.signal}\n${stderr}${stdout}`, {
          cause: error,
        }),
      );
    });
  });
}
