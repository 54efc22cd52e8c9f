import { Command, InvalidArgumentError, Option } from 'commander';
import { choose } from '../../catalog/choose.ts';
import { findCandidates } from '../../catalog/find-candidates.ts';
import { isVersion } from '../../catalog/is-version.ts';
import { nothingUsable } from '../../catalog/nothing-usable.ts';
import { releaseSummary } from '../../catalog/release-summary.ts';
import type { Arch, DeviceModel } from '../../core/device.ts';
import { Fault } from '../../core/faults.ts';
import { chooseFirmware, type FirmwareChoice } from '../../firmware/choose-firmware.ts';
import { keySha1 } from '../../formats/vboot/key-sha1.ts';
import { deviceModel } from '../device/device-model.ts';
import type { MakeCommand } from '../program.ts';
import type { Setting } from '../setting.ts';
import { openTree } from '../tree/open-tree.ts';
import { type ServerOptions, treeSetting, withServerOptions } from '../tree/server-options.ts';
import { RSD_VERSION } from '../version.ts';
import { plannedDevice } from './planned-device.ts';
import { showPlan } from './show-plan.ts';
import { trustOf } from './trust-of.ts';

interface Options extends ServerOptions {
  readonly device?: string;
  readonly hwid?: string;
  readonly sku?: number;
  readonly arch?: Arch;
  readonly developer?: true;
  readonly from?: string;
  readonly key?: readonly string[];
  readonly software?: string;
  readonly json?: true;
}

const ARCHES = ['x86_64', 'aarch64', 'armv7l', 'i686'];
const MAX_SKU = 0xffff_ffff;
const EXAMPLES = `
The device decides by its own firmware's keys. Here they are those of --key, or
else those that the recovery software of the tree trusts. The rollback minimum
that a device has stored is not known here: none is assumed.

Examples:
  rsd plan --hwid "NIMBUS A2B-C3D-E4F" --from /srv/rsd
  rsd plan --device nimbus.json --from sftp://recovery@recovery.example.com:2222/
  rsd plan --hwid NIMBUS --arch x86_64 --from /media/stick --key root_key.vbpubk`;

/** `rsd plan`: which release a device would get, and why it would get no other one. */
export const planCommand: MakeCommand = (setting) =>
  withServerOptions(
    new Command('plan')
      .description('say which release a device would get, and why not the others')
      .option('--device <file>', 'device file: JSON with "hwid" and what else is known')
      .option('--hwid <id>', 'hardware ID of the device')
      .option('--sku <number>', 'SKU of the device', sku)
      .addOption(
        new Option('--arch <name>', 'processor (default: that of the recovery software)').choices(ARCHES),
      )
      .option('--developer', 'its developer switch is on')
      .option('--from <tree>', 'a folder, sftp://…, or the folder of a stick'),
  )
    .option('--key <file...>', 'keys that the device trusts (.vbpubk)')
    .option('--software <id>', 'which recovery software of the tree, if there are several')
    .option('--json', 'print as JSON')
    .addHelpText('after', EXAMPLES)
    .action((options: Options) => run(options, setting()));

function sku(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= MAX_SKU) return Number(text);
  throw new InvalidArgumentError(`It must be a number from 0 to ${MAX_SKU}.`);
}

async function run(options: Options, setting: Setting): Promise<void> {
  const { voice, signal } = setting;
  const { words, wordsFrom, place } = await plannedDevice(options);
  await using tree = await openTree(place, treeSetting(setting, options), signal);
  const trust = await trustOf(
    tree,
    { keyFiles: options.key ?? [], softwareId: options.software, arch: words.arch },
    signal,
  );
  const device: DeviceModel = withArch(deviceModel(words, wordsFrom), trust.arch);
  const policy = {
    device,
    trustedKeys: trust.keys,
    keysFrom: 'recovery-software' as const,
    minimumFirmwareVersion: 'unknown' as const,
    minimumKernelVersion: 'unknown' as const,
    agentVersion: isVersion(trust.agentVersion) ? trust.agentVersion : RSD_VERSION,
  };
  const found = await findCandidates(tree.recovery, policy, signal);
  const [choice, firmware] = [choose(found), chooseFirmware(found)];
  if (options.json) {
    const chosen =
      choice.kind === 'none' ? null : { release: releaseSummary(choice.release), why: choice.why };
    const trustedKeys = trust.keys.map((key) => ({ sha1: keySha1(key) }));
    const { others } = choice;
    voice.result(
      JSON.stringify({
        format: 1,
        from: tree.name,
        device,
        trustedKeys,
        keysFrom: trust.from,
        chosen,
        firmware: firmwareJson(firmware),
        others,
      }),
    );
  } else showPlan(choice, firmware, device, trust, voice);
  if (choice.kind === 'none') throw nothingUsable(choice.others);
}

function firmwareJson(firmware: FirmwareChoice): object | null {
  if (firmware.kind === 'none') return null;
  const { release, payload, why } = firmware;
  return { release: release.manifest.id, version: payload.version, why };
}

/** @throws Fault OPT-01 when nobody says it: every release would be refused, and for a wrong reason */
function withArch(device: DeviceModel, arch: Arch | 'unknown'): DeviceModel {
  if (device.arch !== 'unknown') return device;
  if (arch === 'unknown')
    throw new Fault('OPT-01', {
      option: '--arch',
      problem: 'it is missing, and no recovery software says it',
    });
  return { ...device, arch: { value: arch, from: 'the recovery software' } };
}
