import { Command, Option } from 'commander';
import type { MakeCommand } from '../program.ts';
import type { Setting } from '../setting.ts';
import { lineSummary } from './line-summary.ts';
import { type FoundReports, readReports } from './read-reports.ts';
import { reportsCsv } from './reports-csv.ts';
import { showSummary } from './show-summary.ts';

interface Options {
  readonly json?: true;
  readonly csv?: true;
}

const HELP = `
The folder is the drop folder of a server, or rsd-logs of a stick. Reports of the
same run count once. Files that are no reports are named and passed over.

Examples:
  rsd line report /srv/rsd-reports/drop
  rsd line report /srv/rsd-reports/drop --csv > line.csv
`;

/** `rsd line report`: what a folder of reports adds up to. */
export const reportCommand: MakeCommand = (setting) =>
  new Command('report')
    .description('add up a folder of reports')
    .argument('<folder>', 'a folder of reports')
    .option('--json', 'print as JSON')
    .addOption(new Option('--csv', 'print one line for each run, for a spreadsheet').conflicts('json'))
    .addHelpText('after', HELP)
    .action((folder: string, options: Options) => run(folder, options, setting()));

async function run(folder: string, options: Options, { voice, signal }: Setting): Promise<void> {
  const found = await readReports(folder, (done) => voice.progress(`${done} reports read`), signal);
  if (options.csv) {
    for (const line of reportsCsv(found.runs)) voice.result(line);
    return;
  }
  const summary = lineSummary(found.runs);
  if (options.json) voice.result(JSON.stringify({ format: 1, ...summary, ...left(found) }));
  else showSummary(summary, left(found), voice);
}

function left({ doubles, passedOver }: FoundReports): Pick<FoundReports, 'doubles' | 'passedOver'> {
  return { doubles, passedOver };
}
