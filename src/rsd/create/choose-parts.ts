import { join, resolve } from 'node:path';
import type { Ranked } from '../../catalog/rank.ts';
import type { NotChosen } from '../../core/events.ts';
import { Fault } from '../../core/faults.ts';
import type { RecoverySource } from '../../core/ports.ts';
import { deviceModel } from '../device/device-model.ts';
import type { DeviceWords } from '../device/read-device-file.ts';
import type { Setting } from '../setting.ts';
import { isServerPlace, readServerPlace } from '../tree/server-place.ts';
import { sshFiles } from '../tree/ssh-files.ts';
import type { Choice, ReleaseChoice } from './choice.ts';
import { chooseRelease } from './choose-release.ts';
import { type ChosenSoftware, chooseSoftware } from './choose-software.ts';
import type { CreateRequest } from './create-request.ts';
import { developerRelease } from './developer-release.ts';
import { type NetworkFiles, networkFilesFor, networkFilesOf } from './network-files.ts';
import type { OpenData } from './open-data.ts';
import type { ManifestBytes } from './plan-parts.ts';
import type { Prompts } from './prompts.ts';
import { unanswered } from './unanswered.ts';

const MAX_MANIFEST_BYTES = 64 * 1024;
/** What a developer has to know of the netbook. */
const STOPS =
  'A developer signed it: the netbook needs its developer switch on, and stops with DEV-01 when the key is new to it.';
const DEVELOPER_NOTES = {
  attended:
    'A developer signed it: the netbook needs its developer switch on, and five minutes of you when the key is new to it.',
  unattended: STOPS,
  line: STOPS,
} as const;

/** Chooses what goes on a stick, and says why. @param from where `data` was opened @throws Fault SRC-…, MAK-06, OPT-01, NET-… */
export async function chooseParts(
  request: CreateRequest,
  { from, data }: { readonly from: string; readonly data: OpenData },
  setting: Setting,
  prompts: Prompts | 'nobody',
): Promise<Choice> {
  refuseUnusedRelease(request);
  const network = await networkFor(request, from, setting);
  const arch = request.arch ?? request.device?.arch;
  const wish = { id: request.softwareId, arch };
  const software = await chooseSoftware(data.tree.software, wish, setting.signal);
  const { id, arch: has } = software.manifest;
  setting.voice.note(`Recovery software ${id} for ${has}`);
  if (request.data === 'network-only') return { software, release: 'none', firmware: 'none', network };
  return { software, ...(await releasesFor(request, data, software, setting, prompts)), network };
}

/** Who names a release wants it on the stick. */
function refuseUnusedRelease({ data, developer, releaseId }: CreateRequest): void {
  if (data !== 'network-only') return;
  const named = { '--developer': developer, '--release': releaseId };
  for (const [option, value] of Object.entries(named)) {
    if (value === undefined) continue;
    throw new Fault('OPT-01', { option, problem: 'a stick that is --network-only has no release on it' });
  }
}

async function networkFor(request: CreateRequest, from: string, setting: Setting): Promise<NetworkFiles> {
  const { network, stickIdentity, data, ssh } = request;
  const wrong = (option: string, problem: string): Fault => new Fault('OPT-01', { option, problem });
  if (network !== undefined) {
    if (stickIdentity !== undefined) throw wrong('--stick-identity', 'the network file names a key already');
    return await networkFilesOf(network);
  }
  if (stickIdentity !== undefined) {
    if (!isServerPlace(from)) throw wrong('--stick-identity', 'it is for a stick that is made from a server');
    const { knownHosts } = await sshFiles(ssh, setting.homeFolder);
    return await networkFilesFor(readServerPlace(from, setting.userName), knownHosts, stickIdentity);
  }
  if (data === 'network-only') {
    // Nobody's own key is ever put on a stick without being asked for.
    const problem =
      'a stick without recovery data has to know a server: --network FILE, or --stick-identity FILE';
    throw wrong('--network', problem);
  }
  return new Map();
}

async function releasesFor(
  request: CreateRequest,
  { tree, folder }: OpenData,
  software: ChosenSoftware,
  { voice, signal }: Setting,
  prompts: Prompts | 'nobody',
): Promise<Pick<Choice, 'release' | 'firmware'>> {
  const words = request.device ?? { hwid: await askedHwid(prompts) };
  const device = modelFor(request, words, software);
  const { developer, releaseId } = request;
  const source = developer === undefined ? tree.recovery : await developerRelease(developer);
  const policy = {
    device,
    trustedKeys: software.keys,
    keysFrom: 'recovery-software' as const,
    minimumFirmwareVersion: 'unknown' as const,
    minimumKernelVersion: 'unknown' as const,
    agentVersion: software.manifest.version,
  };
  const tell = (refused: NotChosen): void => voice.note(`Not ${refused.id}: ${refused.reason}`);
  const { system, firmware } = await chooseRelease(source, policy, releaseId, tell, signal);
  const choiceOf = async (chosen: Ranked): Promise<ReleaseChoice> => {
    const { id } = chosen.release.manifest;
    const own = developer === undefined ? 'none' : resolve(developer);
    const inTree = folder === 'none' ? 'none' : join(folder, 'recovery', id);
    return {
      chosen,
      device,
      source,
      folder: developer === undefined ? inTree : own,
      manifestBytes: await manifestBytes(source, id, signal),
    };
  };
  const { id, os } = system.release.manifest;
  voice.note(`Release ${id} (${os.name} ${os.version}): ${system.why}`);
  for (const other of system.others) if (other.id !== idOf(firmware)) tell(other);
  if (firmware !== 'none') voice.note(`Firmware of release ${idOf(firmware)}: ${firmware.why}`);
  if (system.release.authority === 'developer') voice.note(DEVELOPER_NOTES[request.attendance]);
  return {
    release: await choiceOf(system),
    firmware: firmware === 'none' ? 'none' : await choiceOf(firmware),
  };
}

function idOf(chosen: Ranked | 'none'): string {
  return chosen === 'none' ? '' : chosen.release.manifest.id;
}

async function askedHwid(prompts: Prompts | 'nobody'): Promise<string> {
  if (prompts === 'nobody') throw unanswered('--hwid', 'which netbook the stick is for');
  return await prompts.text('Which netbook is it for? Its HWID is on the recovery screen.', 'NIMBUS A2B-C3D');
}

function modelFor(
  { developer }: CreateRequest,
  words: DeviceWords,
  { manifest }: ChosenSoftware,
): ReturnType<typeof deviceModel> {
  const developerSwitch = developer === undefined ? words.developerSwitch : 'on';
  return deviceModel({ ...words, arch: manifest.arch, developerSwitch }, 'what rsd was told');
}

async function manifestBytes(
  source: RecoverySource,
  id: string,
  signal: AbortSignal,
): Promise<ManifestBytes> {
  const lengthOf = async (file: string): Promise<number> => {
    const bytes = await source.readSmall(id, file, MAX_MANIFEST_BYTES, signal);
    return bytes === 'absent' ? 0 : bytes.length;
  };
  return {
    'manifest.json': await lengthOf('manifest.json'),
    'manifest.vblock': await lengthOf('manifest.vblock'),
  };
}
