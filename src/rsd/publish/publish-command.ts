import { Command } from 'commander';
import type { MakeCommand } from '../program.ts';
import type { Setting } from '../setting.ts';
import { type ServerOptions, treeSetting, withServerOptions } from '../tree/server-options.ts';
import { checkPublication } from './check-publication.ts';
import { openWritableTree } from './open-writable-tree.ts';
import type { Publication } from './publication.ts';
import { publish } from './publish.ts';
import { readPublication } from './read-publication.ts';

interface Options extends ServerOptions {
  readonly to: string;
  readonly json?: true;
}

const EXAMPLES = `
Nothing is ever seen half published. Without a folder, the index of the tree is
made again.

Examples:
  rsd publish build/nimbus-1.10.0 --to /srv/rsd
  rsd publish nimbus-1.10.0 cirrus-2.0 --to sftp://admin@recovery.example.com/srv/rsd
  rsd publish build/recovery-software --to /srv/rsd`;

/** `rsd publish`: puts releases and recovery software into a tree. */
export const publishCommand: MakeCommand = (setting) =>
  withServerOptions(
    new Command('publish')
      .description('add releases and recovery software to a tree')
      .argument('[folder...]', 'folders with a manifest.json or a software.json')
      .requiredOption('--to <tree>', 'a folder, or sftp://[user@]host[:port]/path'),
  )
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', EXAMPLES)
    .action((folders: readonly string[], options: Options) => run(folders, options, setting()));

async function run(folders: readonly string[], options: Options, setting: Setting): Promise<void> {
  const { voice, signal } = setting;
  const publications = await Promise.all(folders.map(readPublication));
  for (const publication of publications) {
    voice.note(`Checking ${publication.id}`);
    await checkPublication(publication, signal);
  }
  await using tree = await openWritableTree(options.to, treeSetting(setting, options), signal);
  const done = await publish(tree, publications, progress(setting), signal);
  if (options.json) {
    const outcomes = done.map(({ publication: { section, id }, outcome }) => ({ section, id, outcome }));
    voice.result(JSON.stringify({ format: 1, tree: options.to, published: outcomes }));
    return;
  }
  for (const { publication, outcome } of done) {
    const said = outcome === 'added' ? voice.paint('good', 'added') : 'was already there';
    voice.result(`${publication.section}/${publication.id} (${publication.title}): ${said}`);
  }
}

function progress({
  voice,
}: Setting): (publication: Publication, doneBytes: number, totalBytes: number) => void {
  return ({ id }, doneBytes, totalBytes) => {
    const percent = Math.floor((100 * doneBytes) / totalBytes);
    voice.progress(`Publishing ${id}: ${percent} % of ${Math.ceil(totalBytes / 2 ** 20)} MiB`);
  };
}
