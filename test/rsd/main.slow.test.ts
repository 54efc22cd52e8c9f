import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { commandShape } from '../../src/cli/command-shape.ts';
import { everyCommand } from '../../src/cli/every-command.ts';
import { COMMANDS } from '../../src/rsd/commands.ts';
import { program } from '../../src/rsd/program.ts';
import { tool } from '../tool.ts';
import { releaseFolder } from './release-folder.ts';
import { rsd, rsdWith } from './rsd-process.ts';
import { runCommand } from './run-command.ts';
import { scratch } from './scratch.ts';

test('without a command rsd prints its help and ends as wrong usage', async () => {
  const { status, out, err } = await rsd();
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain('Usage: rsd [options] [command]');
});

test('help is status 0 and goes to standard output', async () => {
  const { status, out } = await rsd('--help');
  expect(status).toBe(0);
  for (const make of COMMANDS) expect(out).toContain(`\n  ${make(notRun).name()} `);
});

test('the help of every command, or of every one below it, has examples', () => {
  const shapes = everyCommand(commandShape(program('0.1.0', COMMANDS, notRun))).slice(1);
  const leaves = shapes.filter(({ commands, name }) => commands.length === 0 && name !== 'help');
  const shown = (path: string): boolean =>
    shapes.some((one) => path.startsWith(one.path) && one.after.includes('Examples:\n  '));
  expect(leaves.filter(({ path }) => !shown(path)).map(({ path }) => path)).toEqual([]);
});

test('a command that is not known is wrong usage, and the nearest one is named', async () => {
  const { status, err } = await rsd('publsh');
  expect(status).toBe(2);
  expect(err).toContain('Did you mean publish?');
});

test('a failure is status 10, with what and where, and an advice', async () => {
  const { status, out, err } = await rsd('list', '/nowhere/at/all');
  expect({ status, out }).toEqual({ status: 10, out: '' });
  expect(err).toContain('rsd: OPT-01');
  expect(err).toContain('option: /nowhere/at/all');
  expect(err).toContain('there is no such folder');
});

test('nothing is coloured when the output is no terminal', async () => {
  using made = scratch();
  const { out } = await rsdWith({ FORCE_COLOR: '1' }, 'list', made.folder);
  expect(out).not.toContain('\u001b');
});

test('--quiet leaves results and errors', async () => {
  using made = scratch();
  const release = await releaseFolder(made.folder, { id: 'a-1' });
  const to = join(made.folder, 'tree');
  const loud = await rsd('publish', release, '--to', to);
  expect(loud).toMatchObject({ status: 0, out: expect.stringContaining('recovery/a-1') });
  expect(loud.err).toContain('Checking a-1');
  const quiet = await rsd('publish', release, '--to', to, '--quiet');
  expect(quiet).toMatchObject({ status: 0, err: '', out: expect.stringContaining('already there') });
});

test('remove asks nobody who is not there, and removes with --yes', async () => {
  using made = scratch();
  const release = await releaseFolder(made.folder, { id: 'a-1' });
  await runCommand('publish', release, '--to', made.folder);
  const refused = await runCommand('remove', made.folder, 'a-1');
  expect(refused).toMatchObject({ status: 10, err: expect.stringContaining('option: --yes') });
  const removed = await runCommand('remove', made.folder, 'a-1', '--yes');
  expect(removed).toMatchObject({ status: 0, out: 'recovery/a-1: removed\n' });
  expect((await runCommand('list', made.folder, '--json')).out).toContain('"releases":[]');
});

test('whoever reads the output may leave, and rsd says nothing of it', async () => {
  const child = spawn(process.execPath, [resolve('src/rsd/main.ts'), 'completion', 'bash'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [status] = (await once(child, 'close')) as [number];
  expect({ status, err }).toEqual({ status: 0, err: '' });
});

test('bin/rsd runs from another folder and through a link', () => {
  using made = scratch();
  mkdirSync(join(made.folder, 'bin'));
  const link = join(made.folder, 'bin/rsd');
  tool('ln', '-s', resolve('bin/rsd'), link);
  const ran = tool('sh', '-c', `cd / && ${link} --version`);
  expect({ status: ran.status, out: ran.stdout }).toEqual({ status: 0, out: '0.1.0\n' });
});

function notRun(): never {
  throw new TypeError('No command is to run');
}
