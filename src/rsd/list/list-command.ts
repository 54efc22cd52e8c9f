import { Command } from 'commander';
import { isFault } from '../../core/faults.ts';
import type { PackedKey } from '../../formats/vboot/packed-key.ts';
import type { MakeCommand } from '../program.ts';
import type { Setting } from '../setting.ts';
import { sizeWords } from '../size-words.ts';
import { type ListedRelease, listedRelease } from '../tree/listed-release.ts';
import { openTree } from '../tree/open-tree.ts';
import { type ServerOptions, treeSetting, withServerOptions } from '../tree/server-options.ts';
import type { Tree } from '../tree/tree.ts';
import { softwareKeys, type TreeSoftware, treeSoftware } from '../tree/tree-software.ts';
import type { Voice } from '../voice.ts';

interface Options extends ServerOptions {
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  rsd list /srv/rsd
  rsd list sftp://recovery@recovery.example.com:2222/ --json`;

/** `rsd list`: what a tree has. */
export const listCommand: MakeCommand = (setting) =>
  withServerOptions(
    new Command('list')
      .description('list the releases and the recovery software of a tree')
      .argument('<tree>', 'a folder, or sftp://[user@]host[:port]/path'),
  )
    .option('--json', 'print as JSON')
    .addHelpText('after', EXAMPLES)
    .action((tree: string, options: Options) => run(tree, options, setting()));

async function run(place: string, options: Options, setting: Setting): Promise<void> {
  const { voice, signal } = setting;
  await using tree = await openTree(place, treeSetting(setting, options), signal);
  const software = await treeSoftware(tree.software, signal);
  const keys = await knownKeys(tree, software, signal);
  const releases: ListedRelease[] = [];
  for (const id of (await releaseIds(tree, signal)).toSorted())
    releases.push(await listedRelease(tree.recovery, id, keys, signal));
  if (options.json) {
    const shown = software.map((one) =>
      one.kind === 'unusable' ? one : { kind: one.kind, ...one.manifest, bytes: softwareBytes(one) },
    );
    voice.result(JSON.stringify({ format: 1, tree: tree.name, releases, software: shown }));
    return;
  }
  for (const release of releases) showRelease(release, voice);
  for (const one of software) showSoftware(one, voice);
  if (releases.length + software.length === 0) voice.note('There is nothing in it');
}

/** A tree may have recovery software only. */
async function releaseIds({ recovery }: Tree, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await recovery.list(signal);
  } catch (error) {
    if (isFault(error, 'NET-18')) return [];
    throw error;
  }
}

async function knownKeys(
  { software: source }: Tree,
  software: readonly TreeSoftware[],
  signal: AbortSignal,
): Promise<readonly PackedKey[]> {
  const keys: PackedKey[] = [];
  for (const one of software) {
    if (one.kind === 'unusable') continue;
    try {
      keys.push(...(await softwareKeys(source, one.manifest, signal)));
    } catch (error) {
      // Keys that are damaged vouch for nothing here; `rsd plan` says what is wrong with them.
      if (!isFault(error, 'MAK-06') && !isFault(error, 'FMT-01')) throw error;
    }
  }
  return keys;
}

function softwareBytes({ manifest: { files } }: Extract<TreeSoftware, { kind: 'software' }>): number {
  const all = [files.kernel, files.rootfs, ...(files.uki === undefined ? [] : [files.uki]), ...files.keys];
  return all.reduce((sum, { bytes }) => sum + bytes, 0);
}

function showRelease(release: ListedRelease, voice: Voice): void {
  voice.result(voice.paint('strong', `recovery/${release.id}`));
  if (release.kind === 'unusable') {
    voice.result(`  ${voice.paint('bad', `cannot be used: ${release.reason}`)} (${release.code})`);
    return;
  }
  const { os, arch, models, bytes, preambleVersion, dataKeySha1, vouchedBySha1 } = release;
  voice.result(`  ${os.name} ${os.version}, ${arch}, ${sizeWords(bytes)}, version ${preambleVersion}`);
  voice.result(`  for ${models.join('; ')}`);
  const vouched =
    vouchedBySha1 === null ? 'vouched for by no key that is known here' : `vouched for by ${vouchedBySha1}`;
  voice.result(`  signed by ${dataKeySha1}, ${vouched}`);
}

function showSoftware(one: TreeSoftware, voice: Voice): void {
  voice.result(voice.paint('strong', `software/${one.id}`));
  if (one.kind === 'unusable') {
    voice.result(`  ${voice.paint('bad', `cannot be used: ${one.reason}`)}`);
    return;
  }
  const { version, arch, files } = one.manifest;
  const starts = files.uki === undefined ? 'vboot' : 'vboot and UEFI';
  voice.result(`  recovery software ${version}, ${arch}, ${sizeWords(softwareBytes(one))}, for ${starts}`);
  voice.result(`  trusts ${files.keys.map(({ file }) => file).join(', ') || 'no key of its own'}`);
}
