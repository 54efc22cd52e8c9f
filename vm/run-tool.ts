import { execFile } from 'node:child_process';
import { delimiter } from 'node:path';

export interface ToolRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const LIMIT_MS = 120_000;
const MAX_OUTPUT_BYTES = 1 << 24;
const PATH = [process.env['PATH'] ?? '', '/usr/sbin', '/sbin'].join(delimiter);

/** Runs a tool of the host without a shell. Its exit status is the caller's to judge. @throws when it cannot be started or takes minutes */
export function runTool(name: string, ...args: readonly string[]): Promise<ToolRun> {
  const options = {
    env: { ...process.env, PATH, LC_ALL: 'C.UTF-8' },
    timeout: LIMIT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
  };
  return new Promise((resolve, reject) => {
    execFile(name, args, options, (error, stdout, stderr) => {
      const status = error === null ? 0 : error.code;
      if (typeof status === 'number') resolve({ status, stdout, stderr });
      else reject(new Error(`Cannot run ${name}`, { cause: error }));
    });
  });
}
