import { Command } from 'commander';
import { Fault } from '../../core/faults.ts';
import type { MakeCommand } from '../program.ts';
import { openWritableTree } from '../publish/open-writable-tree.ts';
import { foldersCalled, type RemovedFolder, removePublications } from '../publish/remove-publications.ts';
import type { Setting } from '../setting.ts';
import { type ServerOptions, treeSetting, withServerOptions } from '../tree/server-options.ts';
import { confirmed } from './confirmed.ts';

interface Options extends ServerOptions {
  readonly yes?: true;
  readonly json?: true;
}

const EXAMPLES = `
A netbook that reads a release while it is removed fails and says so.

Examples:
  rsd remove /srv/rsd nimbus-1.9.2
  rsd remove sftp://admin@recovery.example.com/srv/rsd nimbus-1.9.2 --yes`;

/** `rsd remove`: takes releases and recovery software out of a tree. */
export const removeCommand: MakeCommand = (setting) =>
  withServerOptions(
    new Command('remove')
      .description('take releases and recovery software out of a tree')
      .argument('<tree>', 'a folder, or sftp://[user@]host[:port]/path')
      .argument('<id...>', 'as rsd list shows them'),
  )
    .option('--yes', 'do not ask')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', EXAMPLES)
    .action((tree: string, ids: readonly string[], options: Options) => run(tree, ids, options, setting()));

async function run(place: string, ids: readonly string[], options: Options, setting: Setting): Promise<void> {
  const { voice, signal } = setting;
  await using tree = await openWritableTree(place, treeSetting(setting, options), signal);
  const folders = await foldersCalled(tree, ids);
  if (!options.yes) await ask(folders, tree.place(''), setting);
  await removePublications(tree, folders, signal);
  if (options.json) voice.result(JSON.stringify({ format: 1, tree: place, removed: folders }));
  else for (const { section, id } of folders) voice.result(`${section}/${id}: removed`);
}

async function ask(
  folders: readonly RemovedFolder[],
  place: string,
  { voice, signal }: Setting,
): Promise<void> {
  if (voice.person === 'not-there')
    throw new Fault('OPT-01', { option: '--yes', problem: 'nobody can be asked, and it is not given' });
  const names = folders.map(({ section, id }) => `${section}/${id}`).join(', ');
  if (await confirmed(`Remove ${names} from ${place}?`, signal)) return;
  throw new Fault('MAK-07', { by: 'you' });
}
