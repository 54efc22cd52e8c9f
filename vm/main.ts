import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { attendedRecovery } from './attended-recovery.ts';
import { displayHere } from './display-here.ts';
import type { Machine } from './machine.ts';
import { makeNetbook, type Netbook } from './netbook.ts';
import { checkFirmware, FIRMWARE_VARIANT, netbookFirmware } from './netbook-firmware.ts';
import { powerOn } from './power-on.ts';
import { recoveryStick } from './recovery-stick.ts';
import { setUp, type VmParts } from './set-up.ts';
import { startOs } from './start-os.ts';
import { timeline } from './timeline.ts';
import { timelineTable } from './timeline-table.ts';
import { unattendedRecovery } from './unattended-recovery.ts';
import { vncAddress } from './vnc-address.ts';

interface Options {
  readonly unattended?: true;
  readonly uefi?: true;
  readonly disk: 'nvme' | 'sd';
  readonly console: 'serial' | 'kms';
  readonly firmware?: true;
  readonly keep?: true;
  readonly memory?: number;
}

const VM_FOLDER = resolve(import.meta.dirname, '../build/vm');
const SYSTEM = {
  id: 'nimbus-1.10.0',
  version: '1.10.0',
  models: [{ hwid: 'NIMBUS', skus: [42] }],
  ballastMib: 32,
};
/** 0x43: the firmware found an operating system, and its signature does not hold. */
const TABLES = {
  hwid: 'NIMBUS A2B-C3D-E4F',
  sku: 42,
  serial: 'NB0042',
  developerSwitch: 'off',
  recoveryReason: 0x43,
} as const;
const MEMORY_MIB = 512;
/** The chip of 16 MiB is emulated and kept in the memory of the machine, in several copies. */
const FIRMWARE_MEMORY_MIB = 1024;
const MACHINE_LIMIT_MS = 900_000;
/** Nobody is hurried who sits at the terminal. */
const ATTENDED_LIMIT_MS = 24 * 3600_000;
const EXIT = { started: 0, usage: 2, failed: 1 } as const;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const program = new Command('npm run vm --')
  .description('Recovers a netbook in QEMU from a stick, restarts it, and starts what was installed')
  .option('--unattended', 'ask nothing, print one line an event')
  .addOption(
    new Option('--console <kind>', 'where its screen is: on this terminal, or on its own display')
      .choices(['serial', 'kms'])
      .default('serial'),
  )
  .option('--uefi', 'start the stick by UEFI instead of by the stand-in for the firmware')
  .addOption(new Option('--disk <kind>', 'the internal disk').choices(['nvme', 'sd']).default('nvme'))
  .option('--firmware', 'give it a flash chip, and new firmware with the stick')
  .option('--memory <MiB>', 'of the machine (default: 512, with --firmware 1024)', wholeNumber)
  .option('--keep', 'leave the disk, the stick and the logs of the machine')
  .addHelpText('after', '\nExit status: 0 when the recovered disk has started its system')
  .action(main);

async function main(options: Options): Promise<void> {
  if (!options.unattended && options.console === 'serial' && !process.stdin.isTTY) {
    process.stderr.write(
      'There is no terminal for the screen of the netbook: use --unattended or --console kms\n',
    );
    process.exitCode = EXIT.usage;
    return;
  }
  try {
    const parts = await setUp([SYSTEM], say, options.firmware && FIRMWARE_VARIANT);
    await mkdir(VM_FOLDER, { recursive: true });
    const folder = await mkdtemp(join(VM_FOLDER, 'netbook-'));
    say(`The machine is in ${folder}`);
    process.exitCode = await recoverAndStart(folder, parts, options);
    if (!options.keep && process.exitCode === EXIT.started) await rm(folder, { recursive: true });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = EXIT.failed;
  }
}

async function recoverAndStart(folder: string, parts: VmParts, options: Options): Promise<number> {
  const firmware = options.firmware ? await netbookFirmware(folder, TABLES) : 'none';
  const netbook = await makeNetbook({
    folder,
    chip: firmware === 'none' ? undefined : firmware.disk,
    tables: TABLES,
    memoryMib: options.memory ?? (options.firmware ? FIRMWARE_MEMORY_MIB : MEMORY_MIB),
    display: options.console === 'kms' ? displayHere(process.env) : 'none',
    disk: { kind: options.disk, bytesPerSecond: 'unlimited' },
  });
  const stick = join(folder, 'stick.img');
  const target = options.disk === 'sd' ? 'sd' : 'built-in';
  const settings = { unattended: options.unattended === true, target } as const;
  const releases = firmware === 'none' ? parts.releases : [...parts.releases, firmware.release];
  await recoveryStick({ ...parts, releases, settings }, stick);
  const power = await powerOn(netbook, {
    name: 'recovery',
    firmware: options.uefi ? 'uefi' : 'vboot',
    stick,
    limitMs: options.unattended ? MACHINE_LIMIT_MS : ATTENDED_LIMIT_MS,
  });
  if (power.kind === 'nothing-boots') throw new Error('The firmware starts nothing from the stick');
  await using machine = power.machine;
  say(
    `The netbook is on${options.console === 'kms' ? await howToLook(machine, netbook) : howToLeave(options)}`,
  );
  const recovered = await recovery(machine, options);
  if (recovered === 'not complete') return EXIT.failed;
  say('\nThe stick was pulled and the netbook has restarted');
  const { firmwareMs } = power;
  for (const row of timelineTable(timeline({ lines: machine.serial.lines, firmwareMs, ...recovered })))
    say(row);
  if (firmware !== 'none') for (const line of await checkFirmware(firmware, folder)) say(line);
  say(await startOs(netbook, 'recovered'));
  return EXIT.started;
}

/** How the person at the serial line leaves; nobody is there when nothing is asked. */
function howToLeave({ unattended }: Options): string {
  return unattended ? '' : '. Ctrl-] leaves';
}

async function howToLook({ qmp }: Machine, { display }: Netbook): Promise<string> {
  if (display === 'window') return ', in its window. Ctrl-C switches it off';
  const address = await vncAddress(qmp);
  return `. Look at it, and type, with a VNC viewer: vncviewer ${address}. Ctrl-C switches it off`;
}

function recovery(
  machine: Machine,
  { unattended, console, firmware }: Options,
): Promise<{ readonly completeAtMs: number } | 'not complete'> {
  if (unattended) return printedRecovery(machine, firmware ? 'to-be-updated' : 'none');
  return attendedRecovery(machine, console === 'kms' ? 'at-display' : 'at-terminal');
}

async function printedRecovery(
  machine: Machine,
  firmware: Parameters<typeof unattendedRecovery>[1],
): Promise<{ readonly completeAtMs: number }> {
  const printing = (async () => {
    for await (const { text } of machine.serial.follow()) if (!text.startsWith('rsd-mark')) say(text);
  })();
  const recovered = await unattendedRecovery(machine, firmware);
  await printing;
  return recovered;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

await program.parseAsync();
