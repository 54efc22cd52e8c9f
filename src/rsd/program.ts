import { Command } from 'commander';
import type { Setting } from './setting.ts';

/** Makes a command of `rsd`. It is given what it is run with when it runs. */
export type MakeCommand = (setting: () => Setting) => Command;

const HELP = `
Exit status: 0 done, 2 usage, 10 failed and nothing was written,
20 failed and what was being written cannot be used, 70 a defect of rsd`;

/** `rsd` with its commands. */
export function program(version: string, commands: readonly MakeCommand[], setting: () => Setting): Command {
  const rsd = new Command('rsd')
    .description('Makes recovery sticks, fills recovery servers, and sees inside both')
    .version(version)
    .option('--quiet', 'say nothing but results and errors')
    .exitOverride()
    .configureHelp({ helpWidth: 80, showGlobalOptions: true })
    .showHelpAfterError('rsd help COMMAND shows how it is used')
    .addHelpText('after', HELP);
  for (const make of commands) rsd.addCommand(make(setting).exitOverride().copyInheritedSettings(rsd));
  return rsd;
}
