import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { recoveryStick } from '../../vm/recovery-stick.ts';
import { startOs } from '../../vm/start-os.ts';
import { unattendedRecovery } from '../../vm/unattended-recovery.ts';
import { HALF_WRITTEN } from './flash-lines.ts';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';
import { packRecoveryKernel } from './pack-recovery-kernel.ts';
import { poweredOn } from './powered-on.ts';
import { bootedLine, SYSTEMS } from './systems.ts';

const LIMIT_MS = 240_000;
/** Slow enough that there is a middle of the flash. */
const BYTES_PER_SECOND = 16_000_000;
const SETTINGS = { unattended: true, target: 'built-in' } as const;

const software = inject('software');
const releases = inject('releases');

test('a stick that is pulled in the middle of the flash is asked for, and recovery goes on when it is back', async () => {
  const folder = machineFolder('stick-pulled');
  const netbook = await nimbus(folder);
  const stick = join(folder, 'stick.img');
  await recoveryStick({ software, releases: [releases.large], settings: SETTINGS }, stick);
  await using machine = (await poweredOn(netbook, { stick })).machine;
  await machine.expect({ half: HALF_WRITTEN }, LIMIT_MS);
  await machine.usb.pull();
  await machine.expect({ told: /STK-03: The recovery stick was pulled out/ }, LIMIT_MS);
  await machine.usb.plugIn(stick);
  await unattendedRecovery(machine);
  expect(await startOs(netbook, 'recovered')).toBe(bootedLine(SYSTEMS.large));
});

test('an agent that is killed in the middle of the flash is started again and finishes', async () => {
  const folder = machineFolder('agent-killed');
  const netbook = await nimbus(folder, { bytesPerSecond: BYTES_PER_SECOND });
  // The kernel then obeys a break on the serial line, whatever user space says.
  const commandLine = `${software.commandLine} sysrq_always_enabled=1`;
  const kernel = packRecoveryKernel(software, { commandLine }, join(folder, 'kernel.img'));
  const stick = join(folder, 'stick.img');
  const tampering = { kernelA: kernel, kernelB: kernel };
  await recoveryStick({ software, releases: [releases.current], settings: SETTINGS, tampering }, stick);
  await using machine = (await poweredOn(netbook, { stick })).machine;
  await machine.expect({ half: HALF_WRITTEN }, LIMIT_MS);
  // SIGKILL for every process but init.
  await machine.sysrq('i');
  await machine.expect({ again: /rsd-mark node/ }, LIMIT_MS);
  await unattendedRecovery(machine);
  expect(await startOs(netbook, 'recovered')).toBe(bootedLine(SYSTEMS.current));
});
