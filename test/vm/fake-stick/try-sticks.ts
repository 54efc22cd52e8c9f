import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { BlockDevice } from '../../../src/core/ports.ts';
import { describeDisk } from '../../../src/host/describe-disk.ts';
import { openDisk } from '../../../src/host/open-disk.ts';
import { slotMemory } from '../../../src/host/slot-memory.ts';
import { probeCapacity } from '../../../src/stick/probe-capacity.ts';
import { verifyStick } from '../../../src/stick/verify-stick.ts';
import { writeStick } from '../../../src/stick/write-stick.ts';
import { faultFrom } from '../../net/fault-from.ts';
import { PLAN } from '../../stick/small-plan.ts';
import { CLAIMED_BYTES, HELD_BYTES, HERE, MARK, type StickName } from './cases.ts';

// Runs in the recovery: makes sticks of the netbook's disk by device mapper, and tells the serial console what the checks
// of a new stick say of each.

const DISK = '/dev/nvme0n1';
const DISK_LIMIT_MS = 30_000;
const LIMIT_MS = 60_000;
const SECTOR_BYTES = 512;
const SLOT_BYTES = 128 << 10;
const LABEL = 'the stick';
// Without rules of udev for device mapper, dmsetup would wait for them.
const ENVIRONMENT = { LD_LIBRARY_PATH: `${HERE}/lib`, DM_DISABLE_UDEV: '1' };

const signal = AbortSignal.timeout(LIMIT_MS);
try {
  await diskIsThere(AbortSignal.timeout(DISK_LIMIT_MS));
  for (const name of Object.keys(HELD_BYTES) as StickName[]) say({ stick: name, ...(await checked(name)) });
  say({ end: 'all tried' });
} catch (error) {
  say({ end: String(error) });
}

/** Three times: on a busy machine a character of the serial line may come twice. */
function say(line: object): void {
  appendFileSync('/dev/console', `${MARK}${JSON.stringify(line)}\n`.repeat(3));
}

async function diskIsThere(limit: AbortSignal): Promise<void> {
  while (!existsSync(DISK)) await wait(50, undefined, { signal: limit });
}

async function checked(name: StickName): Promise<object> {
  dmsetup('create', name, '--table', tableOf(HELD_BYTES[name]));
  try {
    const kernelName = dmsetup('info', '--columns', '--noheadings', '--options', 'blkdevname', name);
    const description = await describeDisk('/', kernelName.trim());
    if (description === 'no-disk') throw new Error(`There is no ${kernelName}`);
    await using disk = await openDisk(description);
    return { sizeBytes: disk.sizeBytes, readsFrom: disk.readsFrom, ...(await faultOn(disk)) };
  } finally {
    dmsetup('remove', '--retry', name);
  }
}

function dmsetup(...args: readonly string[]): string {
  return execFileSync(`${HERE}/bin/dmsetup`, args, { env: ENVIRONMENT, encoding: 'utf8' });
}

/** Every run of `heldBytes` lies on the first bytes of the disk. */
function tableOf(heldBytes: number): string {
  const runs = Math.ceil(CLAIMED_BYTES / heldBytes);
  return Array.from({ length: runs }, (_, run) => {
    const fromBytes = run * heldBytes;
    const bytes = Math.min(heldBytes, CLAIMED_BYTES - fromBytes);
    return `${fromBytes / SECTOR_BYTES} ${bytes / SECTOR_BYTES} linear ${DISK} 0`;
  }).join('\n');
}

/** The first fault, and what found it. */
async function faultOn(disk: BlockDevice): Promise<object> {
  // One after the other, so that what is found first is the first that is wrong.
  const slots = slotMemory(1, SLOT_BYTES);
  const silent = (): void => undefined;
  const steps = {
    probe: () => probeCapacity(LABEL, disk, randomBytes, signal),
    write: () => writeStick(PLAN, LABEL, disk, slots, silent, signal),
    verify: () => verifyStick(PLAN, LABEL, disk, slots, silent, signal),
  };
  for (const [foundBy, step] of Object.entries(steps)) {
    const fault = await faultFrom(step());
    if (fault !== 'nothing thrown') return { foundBy, ...fault };
  }
  return { foundBy: 'nothing' };
}
