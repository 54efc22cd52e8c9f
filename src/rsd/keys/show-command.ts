import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { Fault } from '../../core/faults.ts';
import { keyFacts } from '../../release/keys/key-facts.ts';
import type { MakeCommand } from '../program.ts';
import { readKeyFile } from '../read-key-file.ts';
import type { Voice } from '../voice.ts';
import { type KeyFile, type ShownKey, shownKeys } from './shown-keys.ts';

const NAMES = /\.(?:vbpubk|vbprivk|keyblock|vblock)$/;
const MAX_FILES = 256;
const HELP = `
The SHA-1 of a key is what vboot's tools call "Key sha1sum": compare it with
that of the firmware. Of a private key nothing is shown but its public half.

Examples:
  rsd keys show my-keys
  rsd keys show --json root_key.vbpubk
`;

export const showCommand: MakeCommand = (setting) =>
  new Command('show')
    .description('show what a key, a keyblock, a vblock or a folder of them is')
    .argument('<path>', 'a file or a folder')
    .option('--json', 'one JSON document')
    .addHelpText('after', HELP)
    .action(async (path: string, { json }: { readonly json?: true }) => {
      const shown = shownKeys(await filesAt(path));
      if (shown.length === 0) throw new Fault('KEY-01', { file: path, problem: 'there is no key in it' });
      const { voice } = setting();
      if (json) voice.result(JSON.stringify(shown, null, 2));
      else for (const one of shown) print(voice, one);
    });

async function filesAt(path: string): Promise<readonly KeyFile[]> {
  const found = await stat(path).catch(() => 'absent' as const);
  if (found === 'absent' || !found.isDirectory()) {
    const one = { file: basename(path), bytes: await readKeyFile(path) };
    keyFacts(path, one.bytes);
    return [one];
  }
  const names = (await readdir(path)).filter((name) => NAMES.test(name)).toSorted();
  const files: KeyFile[] = [];
  for (const file of names.slice(0, MAX_FILES))
    files.push({ file, bytes: await readKeyFile(join(path, file)) });
  return files;
}

function print(voice: Voice, { file, kind, ...facts }: ShownKey): void {
  voice.result(`${voice.paint('strong', String(file))}: ${String(kind)}`);
  for (const [name, value] of Object.entries(facts))
    voice.result(`  ${labelOf(name).padEnd(20)} ${Array.isArray(value) ? value.join(' ') : String(value)}`);
}

/** `dataKeySha1` becomes `data key sha1`. */
function labelOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
