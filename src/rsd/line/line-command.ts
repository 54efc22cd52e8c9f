import { Command } from 'commander';
import type { MakeCommand } from '../program.ts';
import { controlCommand } from './control-command.ts';
import { reportCommand } from './report-command.ts';

const HELP = `
Examples:
  rsd line control --keys my-keys --hold "Wrong keyboards in lot 7" --out held
  rsd line report /srv/rsd-reports/drop   how a line does, as tables
`;

/** `rsd line`: for whoever recovers many devices. */
export const lineCommand: MakeCommand = (setting) => {
  const line = new Command('line')
    .description('look after a line of many devices')
    .exitOverride()
    .configureHelp({ helpWidth: 80, showGlobalOptions: true })
    .addHelpText('after', HELP);
  for (const command of [controlCommand, reportCommand])
    line.addCommand(command(setting).copyInheritedSettings(line));
  return line;
};
