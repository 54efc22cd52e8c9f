import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Arch } from '../../core/device.ts';
import { Fault } from '../../core/faults.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { type DeviceWords, readDeviceFile } from '../device/read-device-file.ts';
import type { MakeCommand } from '../program.ts';
import { create } from './create.ts';
import type { Attendance, CreateRequest } from './create-request.ts';
import { readSize } from './read-size.ts';
import { terminalPrompts } from './terminal-prompts.ts';

interface Options {
  readonly from?: string;
  readonly hwid?: string;
  readonly sku?: number;
  readonly arch?: Arch;
  readonly device?: string;
  readonly to?: readonly string[];
  readonly image?: string;
  readonly size?: number;
  readonly networkOnly?: true;
  readonly network?: string;
  readonly stickIdentity?: string;
  readonly language?: string;
  readonly unattended?: true;
  readonly line?: true;
  readonly developer?: string;
  readonly release?: string;
  readonly software?: string;
  readonly recoveryKey?: string;
  readonly knownHosts?: string;
  readonly identity?: string;
  readonly backup?: string;
  readonly yes?: true;
  readonly json?: true;
}

const EXAMPLES = `
Without options it asks. Nothing is written before you have agreed to it.

Examples:
  rsd create
  rsd create --from sftp://recovery.example.com/srv --hwid "NIMBUS A2B" --to /dev/sdb
  rsd create --from tree --device nimbus.json --to /dev/sdb --to /dev/sdc --yes
  rsd create --from tree --hwid NIMBUS --image stick.img
  rsd create --from sftp://recovery.example.com/srv --network-only \\
    --stick-identity stick_key --to /dev/sdb`;

const MAX_SKU = 0xffffffff;

export const createCommand: MakeCommand = (setting) =>
  new Command('create')
    .description('make a recovery stick, or the image of one')
    .option('--from <place>', 'a folder, sftp://[user@]host[:port]/path, or the image of a stick')
    .option('--hwid <text>', 'the netbook that the stick is for')
    .option('--sku <number>', 'its SKU', skuOf)
    .addOption(new Option('--arch <name>', 'its processor').choices(['x86_64', 'aarch64', 'armv7l', 'i686']))
    .option('--device <file>', 'a file that describes the netbook, instead of --hwid and --sku')
    .option('--to <device>', 'the stick to write; may be given several times', collected)
    .option('--image <file>', 'write an image file')
    .option('--size <size>', 'of that image, e.g. 4G; as small as can be by default', readSize)
    .option('--network-only', 'no recovery data: the stick gets it from a server')
    .option('--network <file>', 'a network.toml for the stick, with the files that it names')
    .option('--stick-identity <file>', 'the private key that the stick logs in with')
    .option('--language <tag>', 'of the screens; that of this computer by default')
    .option('--unattended', 'the stick asks nothing')
    .option('--line', 'the stick goes from netbook to netbook, and asks nothing: PASS or FAIL')
    .option('--developer <folder>', 'a release that you have signed yourself')
    .option('--release <id>', 'this release, and no other')
    .option('--software <id>', 'this recovery software, and no other')
    .option('--recovery-key <file>', 'refuse recovery software that this key (.vbpubk) did not sign')
    .option('--known-hosts <file>', 'instead of ~/.ssh/known_hosts')
    .option('--identity <file>', 'the key that you log in with, instead of those in ~/.ssh')
    .option('--backup <file>', 'save what is on the stick first, for rsd restore')
    .option('--yes', 'do not ask whether what is on the stick may be lost')
    .option('--json', 'the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const now = setting();
      const isAsked = now.voice.person === 'there' && options.json === undefined;
      await create(await requestOf(options), now, isAsked ? terminalPrompts(now.signal) : 'nobody');
    });

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function skuOf(text: string): number {
  const sku = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (sku <= MAX_SKU) return sku;
  throw new InvalidArgumentError('It is a whole number below 2^32.');
}

function attendanceOf({ line, unattended }: Options): Attendance {
  if (line) return 'line';
  return unattended ? 'unattended' : 'attended';
}

async function requestOf(options: Options): Promise<CreateRequest> {
  const { image, size, knownHosts, identity } = options;
  if (size !== undefined && image === undefined)
    throw new Fault('OPT-01', {
      option: '--size',
      problem: 'it is for --image: a stick has the size that it has',
    });
  return {
    from: options.from,
    device: await deviceOf(options),
    arch: options.arch,
    to: options.to ?? [],
    image: image === undefined ? undefined : { path: image, sizeBytes: size ?? 'least' },
    data: options.networkOnly ? 'network-only' : 'release',
    network: options.network,
    stickIdentity: options.stickIdentity,
    language: options.language,
    attendance: attendanceOf(options),
    developer: options.developer,
    releaseId: options.release,
    softwareId: options.software,
    recoveryKey: options.recoveryKey,
    ssh: { knownHosts, identity },
    backup: options.backup,
    consent: options.yes ? 'given' : 'ask',
    output: options.json ? 'json' : 'text',
  };
}

async function deviceOf({ device, hwid, sku }: Options): Promise<DeviceWords | undefined> {
  if (device === undefined) return hwid === undefined ? undefined : { hwid, sku };
  if (hwid !== undefined || sku !== undefined)
    throw new Fault('OPT-01', { option: '--device', problem: 'it takes the place of --hwid and --sku' });
  const bytes = await readFile(device).catch((error: unknown) => {
    throw new Fault(
      'OPT-01',
      { option: device, problem: `it cannot be read (${errnoOf(error)})` },
      { cause: error },
    );
  });
  return readDeviceFile(device, bytes);
}
