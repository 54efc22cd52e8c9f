import { Command } from 'commander';
import { Fault } from '../../core/faults.ts';
import type { MakeCommand } from '../program.ts';
import type { Setting } from '../setting.ts';
import { type ServerOptions, treeSetting, withServerOptions } from '../tree/server-options.ts';
import { checkPublication } from './check-publication.ts';
import { openWritableTree } from './open-writable-tree.ts';
import type { Publication } from './publication.ts';
import { publish } from './publish.ts';
import { publishControl } from './publish-control.ts';
import { type ControlFiles, readControlFiles } from './read-control-files.ts';
import { readPublication } from './read-publication.ts';
import type { WritableTree } from './writable-tree.ts';

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
  rsd publish build/recovery-software --to /srv/rsd
  rsd publish held --to /srv/rsd          what rsd line control has made`;

/** `rsd publish`: puts releases and recovery software into a tree. */
export const publishCommand: MakeCommand = (setting) =>
  withServerOptions(
    new Command('publish')
      .description('add releases and recovery software to a tree')
      .argument('[folder...]', 'folders with a manifest.json, a software.json or a control.json')
      .requiredOption('--to <tree>', 'a folder, or sftp://[user@]host[:port]/path'),
  )
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', EXAMPLES)
    .action((folders: readonly string[], options: Options) => run(folders, options, setting()));

async function run(folders: readonly string[], options: Options, setting: Setting): Promise<void> {
  const { voice, signal } = setting;
  const { controls, publications } = await readAll(folders);
  for (const publication of publications) {
    voice.note(`Checking ${publication.id}`);
    await checkPublication(publication, signal);
  }
  await using tree = await openWritableTree(options.to, treeSetting(setting, options), signal);
  const done = await publish(tree, publications, progress(setting), signal);
  // Last: what it pins is there by then.
  for (const control of controls) await putControl(tree, control, setting);
  if (options.json) {
    const outcomes = done.map(({ publication: { section, id }, outcome }) => ({ section, id, outcome }));
    const control = controls.length > 0 ? { control: 'replaced' } : {};
    voice.result(JSON.stringify({ format: 1, tree: options.to, published: outcomes, ...control }));
    return;
  }
  for (const { publication, outcome } of done) {
    const said = outcome === 'added' ? voice.paint('good', 'added') : 'was already there';
    voice.result(`${publication.section}/${publication.id} (${publication.title}): ${said}`);
  }
  if (controls.length > 0) voice.result(`recovery/control.json: ${voice.paint('good', 'replaced')}`);
}

async function readAll(folders: readonly string[]): Promise<{
  readonly controls: readonly ControlFiles[];
  readonly publications: readonly Publication[];
}> {
  const read = await Promise.all(
    folders.map(async (folder) => {
      const control = await readControlFiles(folder);
      return control === 'none' ? { publication: await readPublication(folder) } : { control };
    }),
  );
  const controls = read.flatMap(({ control }) => (control === undefined ? [] : [control]));
  if (controls.length > 1)
    throw new Fault('PUB-02', { release: 'control.json', problem: 'two of the folders have one' });
  return { controls, publications: read.flatMap(({ publication }) => publication ?? []) };
}

async function putControl(
  tree: WritableTree,
  control: ControlFiles,
  { voice, signal }: Setting,
): Promise<void> {
  await publishControl(tree, control, signal);
  const entries = await tree.entries('recovery');
  const there = new Set(entries === 'absent' ? [] : entries.map(({ name }) => name));
  for (const { hwid, release } of control.content.pins) {
    if (!there.has(release)) voice.note(`${hwid} is pinned to ${release}, which is not in this tree`);
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
