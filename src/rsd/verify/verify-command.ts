import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import { Fault } from '../../core/faults.ts';
import { blockChecker } from '../../host/block-checker.ts';
import { slotMemory } from '../../host/slot-memory.ts';
import { percent } from '../percent.ts';
import type { MakeCommand } from '../program.ts';
import { readPublicKey } from '../read-public-key.ts';
import type { Setting } from '../setting.ts';
import { addText } from '../sign/add-text.ts';
import type { Finding } from './finding.ts';
import type { NamedKey } from './named-key.ts';
import { verifyFile } from './verify-file.ts';
import { verifyRelease } from './verify-release.ts';

const SLOTS = 4;
const SLOT_BYTES = 1 << 20;
const HELP = `
Makes every check that a device makes, and says what was checked and by which
key. A release folder is read whole: digests of all files, every block of the root
filesystem. Exit status 10 when something does not hold.

Without --key it cannot say whose the keys are: it names them by their SHA-1.

Examples:
  rsd verify tree/recovery/nimbus-1.10.0 --key root_key.vbpubk
  rsd verify kernel.bin --key kernel_subkey.vbpubk
  rsd verify --json manifest.vblock
`;

export const verifyCommand: MakeCommand = (setting) =>
  new Command('verify')
    .description('check a release, a manifest.vblock, a kernel or a keyblock')
    .argument('<path>', 'the folder of a release, or a file')
    .option('--key <file>', 'a .vbpubk that must have signed it; repeatable', addText)
    .option('--json', 'one JSON document')
    .addHelpText('after', HELP)
    .action(async (path: string, options: { readonly key?: readonly string[]; readonly json?: true }) => {
      const run = setting();
      const named = await Promise.all((options.key ?? []).map(namedKey));
      const checks: Finding[] = [];
      const found = (finding: Finding): void => {
        checks.push(finding);
        if (!options.json) run.voice.result(lineOf(run.voice, finding));
      };
      const failure = await failureOf(verify(resolve(path), named, found, run));
      if (options.json) run.voice.result(JSON.stringify(summary(path, checks, failure), null, 2));
      if (failure !== 'none') throw failure;
    });

async function namedKey(path: string): Promise<NamedKey> {
  return { file: basename(path), key: await readPublicKey(path) };
}

function lineOf(voice: Setting['voice'], { file, what }: Finding): string {
  return `${voice.paint('good', 'ok')}  ${file.padEnd(16)} ${what}`;
}

async function verify(
  path: string,
  named: readonly NamedKey[],
  found: (finding: Finding) => void,
  { voice, signal }: Setting,
): Promise<void> {
  const at = await stat(path).catch((error: unknown) => {
    throw new Fault('OPT-01', { option: path, problem: 'it is not there' }, { cause: error });
  });
  if (!at.isDirectory()) return await verifyFile(path, named, found, signal);
  await using checker = blockChecker();
  const slots = slotMemory(SLOTS, SLOT_BYTES);
  await verifyRelease(path, named, { checker, slots, onBytes: percent(voice, 'Checking') }, found, signal);
}

async function failureOf(work: Promise<void>): Promise<Fault | 'none'> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

function summary(path: string, checks: readonly Finding[], failure: Fault | 'none'): object {
  if (failure === 'none') return { path, holds: true, checks };
  const { code, facts, message } = failure;
  return { path, holds: false, checks, failure: { code, message, facts } };
}
