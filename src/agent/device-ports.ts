import { randomInt, randomUUID } from 'node:crypto';
import { machine } from 'node:os';
import type { Emit } from '../core/events.ts';
import type { BlockChecker } from '../core/ports.ts';
import { listDisks } from '../host/list-disks.ts';
import { makeExt4 } from '../host/make-ext4.ts';
import { openDisk } from '../host/open-disk.ts';
import { readFirmwareFacts } from '../host/read-firmware-facts.ts';
import { readTrustedKeys } from '../host/read-trusted-keys.ts';
import { slotMemory } from '../host/slot-memory.ts';
import { stickSource } from '../host/stick-source.ts';
import { systemClock } from '../host/system-clock.ts';
import { FIRMWARE_PATHS } from '../sku/firmware-facts.ts';
import { identify } from '../sku/identify.ts';
import { AGENT_VERSION } from './agent-version.ts';
import type { DevicePaths } from './device-paths.ts';
import type { Keyboard } from './keyboard.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import type { StickSettings } from './stick-settings.ts';

const SLOTS = 8;
const SLOT_BYTES = 1 << 20;

/** What a recovery needs, from the device below `paths.root` and its stick. */
export function devicePorts(
  { root, stick, keys }: DevicePaths,
  settings: StickSettings,
  keyboard: Keyboard,
  checker: BlockChecker,
  emit: Emit,
): RecoveryPorts {
  return {
    identify: async () => identify(await readFirmwareFacts(root, FIRMWARE_PATHS, machine())),
    policy: async (device) => ({
      device,
      trustedKeys: await readTrustedKeys(keys),
      minimumFirmwareVersion: 0,
      agentVersion: AGENT_VERSION,
    }),
    source: stickSource(stick),
    disks: { list: () => listDisks(root), open: openDisk },
    target: settings.target,
    filesystems: { makeExt4 },
    checker,
    slots: slotMemory(SLOTS, SLOT_BYTES),
    clock: systemClock,
    person: {
      presence: settings.unattended ? 'unattended' : 'attended',
      pressedKeys: () => keyboard.pressedKeys(),
      randomBelow: (below) => randomInt(below),
    },
    newGuid: () => randomUUID().toUpperCase(),
    emit,
  };
}
