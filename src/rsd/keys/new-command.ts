import { resolve } from 'node:path';
import { Command } from 'commander';
import { generateKeys } from '../../release/keys/generate-keys.ts';
import { keyPlan } from '../../release/keys/key-plan.ts';
import { writeKeys } from '../../release/keys/write-keys.ts';
import { refuseExisting } from '../../release/refuse-existing.ts';
import type { MakeCommand } from '../program.ts';

const HELP = `
Makes, with the algorithms of vboot's create_new_keys.sh:
  root_key, recovery_key       for the firmware of your devices; keep them offline
  release_key                  signs manifests: rsd sign
  kernel_subkey                named in every release; signs kernel.keyblock
  kernel_data_key              signs the kernels of releases
  recovery_kernel_data_key     signs the kernel of recovery sticks
each as .vbprivk and .vbpubk, and release.keyblock, kernel.keyblock and
recovery_kernel.keyblock. Private keys are not encrypted: only you may read
them, and nothing is ever overwritten.

Examples:
  rsd keys new my-keys
  rsd keys new --4k my-keys       much faster, for firmware that takes no 8192 bits
`;

export const newCommand: MakeCommand = (setting) =>
  new Command('new')
    .description('make the keys of a developer or an organisation')
    .argument('<folder>', 'where they go; it must not be there yet')
    .option('--4k', 'root and recovery keys of 4096 bits instead of 8192')
    .addHelpText('after', HELP)
    .action(async (folder: string, options: { readonly '4k'?: true }) => {
      const { voice } = setting();
      const plan = keyPlan(options['4k'] === true ? '4k' : '8k');
      // Before the minutes that it takes to make them.
      await refuseExisting(resolve(folder));
      voice.note('Making keys. This takes up to some minutes.');
      await writeKeys(resolve(folder), plan, await generateKeys(plan.keys));
      voice.result(resolve(folder));
      voice.note('Copy the folder to a safe place: what is lost here cannot be made again.');
    });
