import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { Pin } from '../../catalog/control.ts';
import { readReleaseKeys } from '../../release/read-release-keys.ts';
import { refuseExisting } from '../../release/refuse-existing.ts';
import { writableFault } from '../../release/writable-fault.ts';
import type { MakeCommand } from '../program.ts';
import { makeControl } from './make-control.ts';
import { addPin } from './pin-option.ts';

interface ControlOptions {
  readonly keys: string;
  readonly out: string;
  readonly pin?: readonly Pin[];
  readonly hold?: string;
  readonly minimumAgent?: string;
  readonly rollback: number;
}

const HELP = `
Makes control.json and control.vblock in a new folder. rsd publish puts them
into a tree, in the place of those that are there.

What is not said is not wanted: without --hold, a hold that is there is lifted;
without any option, the line does what it does by itself.

Examples:
  rsd line control --keys my-keys --pin "NIMBUS=nimbus-1.10.0" --out control
  rsd line control --keys my-keys --pin "NIMBUS A2B@7,8=nimbus-1.10.0" \\
    --hold "Wrong keyboards in lot 7: ask Ines" --out held
  rsd publish held --to sftp://admin@recovery.example.com/srv/rsd
`;

/** `rsd line control`: says what the devices of a line do. */
export const controlCommand: MakeCommand = (setting) =>
  new Command('control')
    .description('make and sign what a line is told: pins, a hold, a minimum version')
    .requiredOption('--keys <folder>', 'the keys to sign with: those of the maker of the devices')
    .requiredOption('-o, --out <folder>', 'where the two files go; it must not be there yet')
    .option('--pin <hwid=release>', 'the one release of a model, or HWID@SKU,SKU=RELEASE; repeatable', addPin)
    .option('--hold <reason>', 'nothing is written, and every screen says why')
    .option('--minimum-agent <version>', 'of the recovery software on the sticks')
    .option('--rollback <version>', 'rollback version, 0 to 65535', rollbackVersion, 1)
    .addHelpText('after', HELP)
    .action(async ({ keys, out, rollback, pin = [], hold, minimumAgent }: ControlOptions) => {
      const { voice } = setting();
      const folder = resolve(out);
      await refuseExisting(folder);
      const wanted = {
        format: 1,
        pins: pin,
        ...(hold === undefined ? {} : { hold: { reason: hold } }),
        ...(minimumAgent === undefined ? {} : { minimumAgent }),
      } as const;
      const { control, vblock } = makeControl(wanted, rollback, await readReleaseKeys(keys));
      try {
        await mkdir(folder);
        await writeFile(join(folder, 'control.json'), control, { flag: 'wx' });
        await writeFile(join(folder, 'control.vblock'), vblock, { flag: 'wx' });
      } catch (error) {
        throw writableFault(error, folder);
      }
      voice.result(folder);
    });

function rollbackVersion(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 0xffff)
    throw new InvalidArgumentError('It is not a number from 0 to 65535.');
  return Number(text);
}
