import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { completionCommand } from '../cli/completion-command.ts';
import { FAULTS } from '../core/fault-catalogue.ts';
import { Fault, isFault, toFault } from '../core/faults.ts';
import { THEME_NAMES, type ThemeName } from '../core/theme-name.ts';
import { bootMark } from '../host/boot-mark.ts';
import { terminalCharacters } from '../host/terminal-characters.ts';
import { wantedTheme } from '../host/wanted-theme.ts';
import { AGENT_VERSION } from './agent-version.ts';
import { EXIT, exitStatus } from './exit-status.ts';
import { runAgent } from './run-agent.ts';
import { showScreen } from './show-screen.ts';
import { showStatus } from './show-status.ts';

const STATUS_HELP = `
Exit status: 0 complete, 2 usage, 10 failed with the disk untouched,
20 failed with the disk unbootable, 30 recovered, but the firmware was not
updated, 70 a defect of the agent or the agent lost`;

interface TuiOptions {
  readonly root: string;
  readonly plain?: true;
  readonly serial?: true;
  readonly theme?: ThemeName;
  readonly wait?: true;
}

/** Where the marks of a start are written, if anybody measures it. */
const MARKS = process.env['RSD_MARKS'];
const stop = new AbortController();
const writeLine = (line: string): void => void process.stdout.write(`${line}\n`);

function program(): Command {
  const agent = new Command('rsd-agent')
    .description('Recovers this device from the stick that it was started from')
    .version(AGENT_VERSION)
    .exitOverride()
    .configureHelp({ helpWidth: 80 })
    .addHelpText('after', STATUS_HELP);
  const command = (name: string, description: string): Command =>
    agent
      .command(name)
      .description(description)
      .option('--root <folder>', 'work on the simulated device in this folder', existing, '/');
  command('run', 'recover the device')
    .option('--unattended', 'nobody is at the keyboard: ask nothing')
    .option('--report <file>', 'write a report of the run as JSON')
    .action(run);
  command('tui', 'show the running recovery on this terminal')
    .option('--plain', 'one line an event, for screen readers and logs')
    .option('--serial', 'as --plain when nobody is at the keyboard, else a full screen')
    .addOption(
      new Option('--theme <name>', 'colours, instead of those that the stick sets').choices(THEME_NAMES),
    )
    .option('--wait', 'wait for an agent, and for the next when one is lost')
    .action(tui);
  command('status', 'print the state of the running recovery')
    .option('--follow', 'print every event until the end')
    .option('--json', 'one JSON object a line')
    .action(status);
  agent.addCommand(
    completionCommand('rsd-agent', (script) => writeLine(script.trimEnd())).copyInheritedSettings(agent),
  );
  return agent;
}

function existing(folder: string): string {
  const root = resolve(folder);
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new InvalidArgumentError(`There is no folder ${root}.`);
  }
  return root;
}

async function run(options: { root: string; unattended?: true; report?: string }): Promise<void> {
  bootMark('node', MARKS);
  stopOnSignals();
  // What nobody awaited is a defect: the run ends as one, and still says what state the disk is in.
  process.on('uncaughtException', (error) => stop.abort(toFault(error)));
  process.exitCode = await runAgent(
    {
      root: options.root,
      mode: options.unattended ? 'unattended' : 'attended',
      report: options.report === undefined ? undefined : resolve(options.report),
      print: writeLine,
      characters: terminalCharacters(process.env),
      onReady: () => bootMark('agent', MARKS),
    },
    stop,
  );
}

async function tui(options: TuiOptions): Promise<void> {
  stopOnSignals();
  const wanted = options.serial ? 'serial' : 'full';
  const state = await showScreen(
    {
      root: options.root,
      style: options.plain || !process.stdout.isTTY ? 'plain' : wanted,
      characters: terminalCharacters(process.env),
      theme: wantedTheme(options.theme, process.env),
      agent: options.wait ? 'wait-for-one' : 'must-run',
      onShown: () => bootMark('screen', MARKS),
    },
    stop.signal,
  );
  process.exitCode = exitStatus(state);
}

function stopOnSignals(): void {
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(name, () => stop.abort(new Fault('AGT-02', { by: name })));
  }
}

async function status(options: { root: string; follow?: true; json?: true }): Promise<void> {
  const until = options.follow ? 'end' : 'now';
  const format = options.json ? 'json' : 'words';
  const characters = terminalCharacters(process.env);
  const state = await showStatus({ root: options.root, until, format, characters }, writeLine);
  process.exitCode = until === 'now' ? EXIT.complete : exitStatus(state);
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.complete : EXIT.usage;
  const fault = toFault(error);
  const { cause, advice } = FAULTS[fault.code];
  process.stderr.write(`${fault.message}\n${cause}\n${advice}\n`);
  if (!isFault(fault, 'BUG-00')) return EXIT.untouched;
  process.stderr.write(`${String(fault.cause instanceof Error ? fault.cause.stack : fault.cause)}\n`);
  return EXIT.defect;
}

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}
