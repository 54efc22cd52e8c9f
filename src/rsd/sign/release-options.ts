import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Arch } from '../../core/device.ts';
import { readReleaseKeys } from '../../release/read-release-keys.ts';
import type { ReleaseSpec } from '../../release/release-spec.ts';
import { readInput } from './read-input.ts';
import { readLayout } from './read-layout.ts';

/** The options that every command which makes a release has. */
export interface ReleaseOptions {
  readonly keys: string;
  readonly id: string;
  readonly out: string;
  readonly sku?: readonly number[];
  readonly osName: string;
  readonly arch: Arch;
  readonly rollback: number;
  readonly firmware?: string;
  readonly layout?: string;
  readonly plain?: true;
}

const MAX_FIRMWARE_BYTES = 64 * 2 ** 20;
const MAX_LAYOUT_BYTES = 64 * 2 ** 10;
const ARCHES: readonly Arch[] = ['x86_64', 'aarch64', 'armv7l', 'i686'];

export function addReleaseOptions(command: Command): Command {
  return command
    .requiredOption('--keys <folder>', 'the keys to sign with, as rsd keys new makes them')
    .requiredOption('--id <id>', 'what the release and its folder are called')
    .requiredOption('-o, --out <folder>', 'where the folder of the release is made')
    .option('--sku <number>', 'only for devices with this SKU; repeatable', addNumber)
    .option('--os-name <name>', 'of the operating system', 'Chromium OS')
    .addOption(new Option('--arch <arch>', 'of the devices').choices(ARCHES).default('x86_64'))
    .option('--rollback <version>', 'rollback version, 0 to 65535', wholeNumber, 1)
    .option('--firmware <file>', 'a flash image that goes with it')
    .option('--layout <file>', 'the partitions of the disk, as JSON; two slots by default')
    .option('--plain', 'do not compress the root filesystem');
}

/** The part of a release that the options give. @throws Fault KEY-01, OPT-01, MAN-02 */
export async function releaseOf(
  options: ReleaseOptions,
  os: ReleaseSpec['os'],
  hwids: readonly string[],
  signal: AbortSignal,
): Promise<Omit<ReleaseSpec, 'system'>> {
  const { id, arch, sku, firmware, layout, rollback } = options;
  return {
    id,
    os,
    arch,
    models: hwids.map((hwid) => (sku === undefined ? { hwid } : { hwid, skus: sku })),
    firmware: firmware === undefined ? 'none' : await readInput(firmware, MAX_FIRMWARE_BYTES, signal),
    packing: options.plain === true ? 'plain' : 'zstd',
    layout:
      layout === undefined
        ? 'default'
        : readLayout(layout, await readInput(layout, MAX_LAYOUT_BYTES, signal)),
    keys: await readReleaseKeys(options.keys),
    version: rollback,
  };
}

function addNumber(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, wholeNumber(text)];
}

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('It is not a whole number.');
  return Number(text);
}
