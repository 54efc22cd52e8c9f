import { Command } from 'commander';
import { terminalPrompts } from '../create/terminal-prompts.ts';
import type { MakeCommand } from '../program.ts';
import { restore } from './restore.ts';

interface Options {
  readonly to: string;
  readonly yes?: true;
}

const EXAMPLES = `
The stick has to have the size of the one that was saved. The backup is checked
before anything is written, and the stick is read back.

Examples:
  rsd restore before.zst --to /dev/sdb
  rsd restore before.zst --to /dev/sdb --yes`;

export const restoreCommand: MakeCommand = (setting) =>
  new Command('restore')
    .description('put back what rsd create --backup has saved')
    .argument('<file>', 'the backup')
    .requiredOption('--to <device>', 'the stick to write')
    .option('--yes', 'do not ask whether what is on the stick may be lost')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, { to, yes }: Options) => {
      const now = setting();
      const prompts = now.voice.person === 'there' ? terminalPrompts(now.signal) : 'nobody';
      await restore({ file, to, consent: yes ? 'given' : 'ask' }, now, prompts);
    });
