import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject, onTestFailed } from 'vitest';
import { DEVKEYS } from '../../vm/devkeys.ts';
import { firmware } from '../../vm/firmware.ts';
import type { Netbook } from '../../vm/netbook.ts';
import { startOs } from '../../vm/start-os.ts';
import { unattendedRecovery } from '../../vm/unattended-recovery.ts';
import { cutPower } from './cut-power.ts';
import { FLASH_LINES } from './flash-lines.ts';
import { installSystem } from './install-system.ts';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';
import { poweredOn } from './powered-on.ts';

export interface Survival {
  /** What the disk started right after the power cut, or `nothing`. */
  readonly before: string;
  readonly after: string;
}

/** Slow enough that the parts of the flash can be told apart. */
const BYTES_PER_SECOND = 24_000_000;
const LONGEST_DELAY_MS = 600;
/**
 * Cuts the power of a netbook at a random moment in one of ten stretches of its flash. From its disk the firmware may then
 * start a whole system, or nothing; from the stick it recovers. Returns what was started before and after that.
 */
export async function systemsAfterPowerCut(stretch: number, pristineStick: string): Promise<Survival> {
  const moment = {
    line: Math.floor((FLASH_LINES / 10) * (stretch + Math.random())),
    delayMs: Math.round(Math.random() * LONGEST_DELAY_MS),
  };
  onTestFailed(() => console.log('The power was cut at', moment));
  const folder = machineFolder(`power-cut-${stretch}`);
  const stick = join(folder, 'stick.img');
  copyFileSync(pristineStick, stick);
  const slow = await nimbus(folder, { bytesPerSecond: BYTES_PER_SECOND });
  await installSystem(inject('releases').older, slow.hardware.disk.image);
  await cutPower(slow, stick, moment);

  const netbook = atFullSpeed(slow);
  const before = (await startsFromDisk(netbook)) ? await startOs(netbook, 'after-cut') : 'nothing';
  await using machine = (await poweredOn(netbook, { stick })).machine;
  await unattendedRecovery(machine);
  return { before, after: await startOs(netbook, 'recovered') };
}

function atFullSpeed(netbook: Netbook): Netbook {
  const { hardware } = netbook;
  return { ...netbook, hardware: { ...hardware, disk: { ...hardware.disk, bytesPerSecond: 'unlimited' } } };
}

async function startsFromDisk({ folder, hardware }: Netbook): Promise<boolean> {
  const { kind } = await firmware({
    image: hardware.disk.image,
    key: join(DEVKEYS, 'kernel_subkey.vbpubk'),
    mode: 'normal',
    developerSwitch: 'off',
    work: join(folder, 'judged'),
  });
  return kind === 'starts';
}
