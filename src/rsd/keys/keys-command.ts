import { Command } from 'commander';
import type { MakeCommand } from '../program.ts';
import { newCommand } from './new-command.ts';
import { showCommand } from './show-command.ts';

const HELP = `
Examples:
  rsd keys new my-keys            keys of your own, for your own OS
  rsd keys show my-keys           what is in a folder, and who signed whom
  rsd keys show manifest.vblock   what one file is
`;

export const keysCommand: MakeCommand = (setting) => {
  const keys = new Command('keys')
    .description('make and look at the keys that recovery data is signed with')
    .exitOverride()
    .configureHelp({ helpWidth: 80, showGlobalOptions: true })
    .addHelpText('after', HELP);
  for (const make of [newCommand, showCommand]) keys.addCommand(make(setting).copyInheritedSettings(keys));
  return keys;
};
