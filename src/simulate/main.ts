import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { makeNetbook } from './make-netbook.ts';

const AGENT = fileURLToPath(new URL('../agent/main.ts', import.meta.url));
const SETUP = fileURLToPath(new URL('../../tools/setup-debian.sh', import.meta.url));
const SOCKET_WAIT_MS = 10_000;

interface Options {
  readonly unattended?: true;
  readonly report?: string;
  readonly netbook: string;
}

const program = new Command('npm start --')
  .description('Makes a simulated netbook on first use, then recovers it in this terminal')
  .option('--unattended', 'ask nothing, print one line an event')
  .option('--report <file>', 'write a report of the run as JSON')
  .option('--netbook <folder>', 'where the netbook is made', 'netbook')
  .action(main);

async function main(options: Options): Promise<void> {
  const folder = resolve(options.netbook);
  if (!existsSync(folder)) {
    process.stdout.write(`Making a simulated netbook in ${folder}\n`);
    installFlashrom();
    await makeNetbook(folder);
  }
  const report = options.report === undefined ? [] : ['--report', resolve(options.report)];
  const run = ['run', '--root', folder, ...report];
  if (options.unattended)
    return await exitLike(start(['ignore', 'inherit', 'inherit'], [...run, '--unattended']));
  const agent = start(['ignore', 'ignore', 'inherit'], run);
  await socketOf(folder, agent);
  await once(start(['inherit', 'inherit', 'inherit'], ['tui', '--root', folder]), 'exit');
  return await exitLike(agent);
}

/** Without it the netbook is recovered as well, by the keys of its recovery software. */
function installFlashrom(): void {
  const { status } = spawnSync('sh', [SETUP, 'flashrom'], { stdio: 'inherit' });
  if (status !== 0) process.stdout.write('Going on without flashrom: the firmware cannot be read\n');
}

function start(stdio: readonly ('ignore' | 'inherit')[], args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [AGENT, ...args], { stdio: [...stdio] });
}

async function exitLike(agent: ChildProcess): Promise<void> {
  if (agent.exitCode === null) await once(agent, 'exit');
  process.exitCode = agent.exitCode ?? 70;
}

/** A screen can attach when the agent has made its socket; an agent that ended before that has said why. */
async function socketOf(folder: string, agent: ChildProcess): Promise<void> {
  const socket = resolve(folder, 'run/rsd/agent.sock');
  for (let waitedMs = 0; waitedMs < SOCKET_WAIT_MS && agent.exitCode === null; waitedMs += 20) {
    if (existsSync(socket)) return;
    await wait(20);
  }
}

await program.parseAsync();
