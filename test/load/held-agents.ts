import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { deviceNode } from '../../bench/device-node.ts';
import { highWaterBytes } from './process-figures.ts';

/** Agents that have started and are held before they call a server. */
export interface HeldAgents extends Disposable {
  /** Lets all of them go in one moment, and resolves when the last has ended. */
  go(): Promise<readonly Ended[]>;
}

export interface Ended {
  readonly status: number | null;
  readonly output: string;
  /** From the moment that it was let go. */
  readonly seconds: number;
  /** Until a server had let it in; Infinity when none did. */
  readonly secondsToLogin: number;
  /** The most memory that it ever had. */
  readonly peakBytes: number;
}

interface Agent {
  readonly child: ChildProcess;
  readonly closed: Promise<unknown>;
  readonly output: () => string;
  /** When it first said that a server had let it in. */
  readonly loggedInMs: () => number;
}

/** Starting a program costs more than running it; more at a time would only take longer each. */
const STARTED_AT_A_TIME = 4;
const LOOK_EVERY_MS = 250;

/**
 * Starts the agents of simulated netbooks one after the other, and holds each as soon as it has said its first word: a
 * whole line is then switched on in one moment, however slow the machine is.
 */
export async function heldAgents(program: string, netbooks: readonly string[]): Promise<HeldAgents> {
  const agents: Agent[] = [];
  const left = [...netbooks];
  const start = async (): Promise<void> => {
    for (let root = left.shift(); root !== undefined; root = left.shift()) {
      const agent = started(program, root);
      agents.push(agent);
      await Promise.race([once(agent.child.stdout ?? agent.child, 'data'), agent.closed]);
      agent.child.kill('SIGSTOP');
    }
  };
  await Promise.all(Array.from({ length: STARTED_AT_A_TIME }, start));
  return {
    go: () => Promise.all(agents.map(ended)),
    [Symbol.dispose]: () => agents.forEach(({ child }) => child.kill('SIGKILL')),
  };
}

function started(program: string, root: string): Agent {
  const [node = '', ...options] = deviceNode();
  const child = spawn(node, [...options, program, 'run', '--unattended', '--root', root], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let loggedInMs = Infinity;
  const hear = (text: string): void => {
    output += text;
    if (loggedInMs === Infinity && output.includes('Connected to the server')) loggedInMs = performance.now();
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear);
  return { child, closed: once(child, 'close'), output: () => output, loggedInMs: () => loggedInMs };
}

async function ended({ child, closed, output, loggedInMs }: Agent): Promise<Ended> {
  const beganMs = performance.now();
  let peakBytes = 0;
  const look = (): number => (peakBytes = Math.max(peakBytes, highWaterBytes(child.pid ?? 0)));
  const watch = setInterval(look, LOOK_EVERY_MS);
  child.kill('SIGCONT');
  await closed;
  clearInterval(watch);
  const secondsSince = (ms: number): number => (ms - beganMs) / 1000;
  return {
    status: child.exitCode,
    output: output(),
    seconds: secondsSince(performance.now()),
    secondsToLogin: secondsSince(loggedInMs()),
    peakBytes,
  };
}
