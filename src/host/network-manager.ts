import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Fault } from '../core/faults.ts';
import type { NetworkManagerTools, NmcliResult } from '../core/network-manager-tools.ts';
import { errnoOf } from './errno-of.ts';
import { linesOf } from './lines-of.ts';

/** Where the machine has what NetworkManager is driven with. */
interface NetworkManagerPlaces {
  /** Profiles that NetworkManager keeps in memory. It takes files of root that nobody else can read. */
  readonly keyfileFolder: string;
  /** The folders in which `nmcli` and `busctl` are looked for, with colons between them. */
  readonly programs: string;
}

const PLACES: NetworkManagerPlaces = {
  keyfileFolder: '/run/NetworkManager/system-connections',
  programs: '/usr/sbin:/usr/bin:/sbin:/bin',
};
const TIME_LIMIT_MS = 30_000;
const ATTACH_LIMIT_MS = 10_000;
const MAX_OUTPUT_BYTES = 1 << 20;
const MAX_LINE_CHARS = 1 << 20;
/** What busctl says when it hears everything. */
const MAX_SAID_CHARS = 400;
const ATTACHED = 'Monitoring bus message stream.';

/** nmcli, busctl and the folder of keyfiles, as `nmcliNetworkManager` needs them. Every method throws Fault NET-39. */
export function networkManagerTools({ keyfileFolder, programs } = PLACES): NetworkManagerTools {
  // Words change with the language, and another character set loses the bytes of names.
  const env = { PATH: programs, LC_ALL: 'C.UTF-8' };
  return {
    nmcli: (args, signal) => nmcli(args, env, signal),
    writeKeyfile: (name, text) => written(join(keyfileFolder, name), keyfileFolder, text),
    removeKeyfile: (name) =>
      rm(join(keyfileFolder, name), { force: true }).catch((error: unknown) => {
        throw broken(`a network profile cannot be removed: ${errnoOf(error)}`);
      }),
    monitorBus: (matches, onLine, onEnd) => monitorBus(matches, env, onLine, onEnd),
  };
}

function nmcli(args: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<NmcliResult> {
  const options = {
    env,
    signal,
    encoding: 'utf8',
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT_BYTES,
  } as const;
  return new Promise((resolve, reject) => {
    execFile('nmcli', args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ status: 0, stdout, stderr });
      else if (signal.aborted) reject(signal.reason);
      else if (typeof error.code === 'number') resolve({ status: error.code, stdout, stderr });
      else reject(broken(`nmcli did not work: ${error.killed === true ? 'no answer' : errnoOf(error)}`));
    });
  });
}

async function written(path: string, folder: string, text: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    await using file = await open(path, flags, 0o600);
    await file.writeFile(text);
    return path;
  } catch (error) {
    throw broken(`a network profile cannot be written: ${errnoOf(error)}`);
  }
}

type Monitor = ChildProcessByStdio<null, Readable, Readable>;

async function monitorBus(
  matches: readonly string[],
  env: NodeJS.ProcessEnv,
  onLine: (line: string) => void,
  onEnd: (problem: string) => void,
): Promise<AsyncDisposable> {
  const rules = matches.map((match) => `--match=${match}`);
  const child = spawn('busctl', ['--system', '--json=short', 'monitor', ...rules], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close').then(
    () => 'busctl ended',
    (error: unknown) => `busctl did not work: ${errnoOf(error)}`,
  );
  const problem = await attached(child, closed);
  if (problem !== null) {
    child.kill('SIGKILL');
    throw broken(problem);
  }
  let stopped = false;
  const pumping = pump(child, onLine, closed, (why) => {
    if (!stopped) onEnd(why);
  });
  return {
    async [Symbol.asyncDispose]() {
      stopped = true;
      child.kill('SIGKILL');
      await pumping;
    },
  };
}

/** Null when it hears everything from now on. What it says later is read and dropped, so that it never waits for us. */
async function attached(child: Monitor, closed: Promise<string>): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-MAX_SAID_CHARS);
    if (said.includes(ATTACHED)) resolve(null);
  });
  const timer = setTimeout(resolve, ATTACH_LIMIT_MS, 'busctl does not hear the system bus');
  closed.then(
    (why) => resolve(`${why}: ${said.trim()}`),
    () => undefined,
  );
  const problem = await promise;
  clearTimeout(timer);
  return problem;
}

async function pump(
  child: Monitor,
  onLine: (line: string) => void,
  closed: Promise<string>,
  onEnd: (problem: string) => void,
): Promise<void> {
  try {
    for await (const line of linesOf(child.stdout, MAX_LINE_CHARS)) onLine(line);
    onEnd(await closed);
  } catch (error) {
    child.kill('SIGKILL');
    onEnd(`busctl was not understood: ${errnoOf(error)}`);
  }
}

function broken(problem: string): Fault {
  return new Fault('NET-39', { problem });
}
