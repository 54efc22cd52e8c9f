import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const RSD = resolve('src/rsd/main.ts');

/** Runs `rsd` as a process of its own, without a terminal. */
export function rsd(...args: readonly string[]): Promise<Ran> {
  return rsdWith({}, ...args);
}

export function rsdWith(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran> {
  return new Promise((done) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 1 << 26 };
    const child = execFile(process.execPath, [RSD, ...args], options, (error, out, err) => {
      const status = error === null ? 0 : Number(error.code ?? -1);
      done({ status, out, err });
    });
    child.stdin?.end();
  });
}
