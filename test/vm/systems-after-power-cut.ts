import { join } from 'node:path';
import { DEVKEYS } from '../../vm/devkeys.ts';
import { firmware } from '../../vm/firmware.ts';
import type { Netbook } from '../../vm/netbook.ts';
import { startOs } from '../../vm/start-os.ts';
import { unattendedRecovery } from '../../vm/unattended-recovery.ts';
import type { PowerCut } from './power-cuts.ts';
import { poweredOn } from './powered-on.ts';

export interface Survival {
  /** What the disk started right after the power cut, or `nothing`. */
  readonly before: string;
  readonly after: string;
}

/**
 * From the disk of a netbook whose flash was cut off the firmware may start a whole system, or nothing; from the stick it
 * recovers. Returns what was started before and after that.
 */
export async function systemsAfterPowerCut({ netbook, stick }: PowerCut): Promise<Survival> {
  const before = (await startsFromDisk(netbook)) ? await startOs(netbook, 'after-cut') : 'nothing';
  await using machine = (await poweredOn(netbook, { stick })).machine;
  await unattendedRecovery(machine);
  return { before, after: await startOs(netbook, 'recovered') };
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
