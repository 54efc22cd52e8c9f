import { randomInt, randomUUID } from 'node:crypto';
import { machine } from 'node:os';
import type { Policy } from '../catalog/policy.ts';
import type { Emit } from '../core/events.ts';
import type { BlockChecker } from '../core/ports.ts';
import type { FlashReading } from '../firmware/flash-reading.ts';
import { everySpeaker } from '../host/every-speaker.ts';
import { listDisks } from '../host/list-disks.ts';
import { makeExt4 } from '../host/make-ext4.ts';
import { openDisk } from '../host/open-disk.ts';
import { pathIsThere } from '../host/path-is-there.ts';
import { powerSupplies } from '../host/power-supplies.ts';
import { readFirmwareFacts } from '../host/read-firmware-facts.ts';
import { readTrustedKeys } from '../host/read-trusted-keys.ts';
import { slotMemory } from '../host/slot-memory.ts';
import { soundCards } from '../host/sound-cards.ts';
import { stickIsThere } from '../host/stick-is-there.ts';
import { stickSource } from '../host/stick-source.ts';
import { systemClock } from '../host/system-clock.ts';
import { toneInputs } from '../host/tone-inputs.ts';
import { keepDownload } from '../net/keep/keep-download.ts';
import { saveFirmware } from '../net/keep/save-firmware.ts';
import { FIRMWARE_PATHS } from '../sku/firmware-facts.ts';
import { identify } from '../sku/identify.ts';
import { rollbackMinimums } from '../sku/rollback-minimums.ts';
import { AGENT_VERSION } from './agent-version.ts';
import type { DevicePaths } from './device-paths.ts';
import { findServers } from './find-servers.ts';
import type { Keyboard } from './keyboard.ts';
import { lineMemory } from './line-memory.ts';
import { openFlash } from './open-flash.ts';
import type { PowerDesk } from './power-desk.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import type { StickSettings } from './stick-settings.ts';
import type { WifiDesk } from './wifi-desk.ts';

const SLOTS = 16;
const SLOT_BYTES = 1 << 20;

/** Where the answers of screens arrive. */
interface Desks {
  readonly keyboard: Keyboard;
  readonly wifi: WifiDesk;
  readonly power: PowerDesk;
}

/** What a recovery needs, from the device below `paths.root` and its stick. */
export function devicePorts(
  paths: DevicePaths,
  settings: StickSettings,
  { keyboard, wifi, power }: Desks,
  checker: BlockChecker,
  emit: Emit,
  log: (line: string) => void,
): RecoveryPorts {
  const { root, stick, keys } = paths;
  const askForWifi = settings.unattended ? 'nobody-is-there' : wifi.askWith(emit);
  const presence = settings.unattended ? 'unattended' : 'attended';
  const randomBelow = (below: number): number => randomInt(below);
  return {
    identify: async () => identify(await readFirmwareFacts(root, FIRMWARE_PATHS, machine())),
    openFlash: () => openFlash(paths, log),
    policy: async (device, flash) => {
      const minimums = rollbackMinimums(await readFirmwareFacts(root, FIRMWARE_PATHS, machine()));
      return {
        device,
        ...(await authority(flash, keys)),
        minimumFirmwareVersion: minimums.firmware,
        minimumKernelVersion: minimums.kernel,
        agentVersion: AGENT_VERSION,
      };
    },
    stick: stickSource(stick),
    control: settings.line?.control === 'server' ? 'asked-first' : 'with-the-data',
    findServers: (device) =>
      findServers(device, { paths, askForWifi, presence, clock: systemClock, randomBelow, emit }),
    keepDownload: (release, source, signal) => keepDownload(stick, release, source, signal),
    disks: { list: () => listDisks(root), open: openDisk },
    target: settings.target,
    filesystems: { makeExt4 },
    checker,
    slots: slotMemory(SLOTS, SLOT_BYTES),
    clock: systemClock,
    person: { presence, pressedKeys: () => keyboard.pressedKeys(), randomBelow },
    speaker: everySpeaker([toneInputs(root), soundCards(root)]),
    stickIsThere: root === '/' ? () => stickIsThere(stick) : () => pathIsThere(stick),
    saveFirmware: (name, bytes) => saveFirmware(stick, name, bytes),
    power: powerSupplies(root),
    powerRules: settings.power,
    powerDesk: power,
    memory: settings.line?.again === 'say-so' ? lineMemory(stick, emit) : 'none',
    newGuid: () => randomUUID().toUpperCase(),
    emit,
  };
}

/** Who counts as the maker of this device: whoever its own firmware trusts, or whom this software was built with. */
async function authority(
  flash: FlashReading,
  keys: string,
): Promise<Pick<Policy, 'trustedKeys' | 'keysFrom'>> {
  if (flash.kind !== 'read') {
    return { trustedKeys: await readTrustedKeys(keys), keysFrom: 'recovery-software' };
  }
  const { rootKey, recoveryKey } = flash.facts;
  return { trustedKeys: [rootKey, recoveryKey], keysFrom: 'flash' };
}
