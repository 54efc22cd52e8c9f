import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { TEXTS } from '../../src/ui/texts.ts';
import { recoveryStick } from '../../vm/recovery-stick.ts';
import { SerialScreen } from '../../vm/serial-screen.ts';
import { Display } from './display/display.ts';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';
import { packRecoveryKernel } from './pack-recovery-kernel.ts';
import { poweredOn } from './powered-on.ts';

const START_LIMIT_MS = 120_000;
const LIMIT_MS = 30_000;
/** There is time to look at each step, and never so little news that the screen says so. */
const STICK_BYTES_PER_SECOND = 2_000_000;
const DISK_BYTES_PER_SECOND = 1_000_000;
/** The bar of a step, and the amounts and times below it. */
const MOVING_ROWS: ReadonlySet<number> = new Set([6, 7]);
const CHECKING = new RegExp(`${TEXTS.stepHeadlines.check}[^]*%`);
const CONTROL_C = '\u0003';

const software = inject('software');
const releases = inject('releases');

/** A stick for a person who reads `language`. */
async function stickFor(
  language: string,
  release: keyof typeof releases,
  folder: string,
  kernel?: string,
): Promise<string> {
  const stick = join(folder, `${language}.img`);
  const settings = { unattended: false, target: 'built-in', language } as const;
  const tampering = kernel === undefined ? {} : { kernelA: kernel, kernelB: kernel };
  await recoveryStick({ software, releases: [releases[release]], settings, tampering }, stick);
  return stick;
}

test('the display has the letters of every script, and what is typed there drives the agent', async () => {
  const folder = machineFolder('console');
  const netbook = await nimbus(folder, { bytesPerSecond: DISK_BYTES_PER_SECOND });
  const stick = await stickFor('en', 'large', folder);
  await using machine = (await poweredOn(netbook, { stick })).machine;
  const serial = new SerialScreen(machine.serial);
  const display = new Display(machine.qmp, folder);
  await machine.expect({ agent: /rsd-mark agent/ }, START_LIMIT_MS);
  await machine.usb.slowDown(STICK_BYTES_PER_SECOND);

  expect(await serial.shows(CHECKING, START_LIMIT_MS), 'what the serial line shows').toBeDefined();
  expect.soft(await display.comparedTo('checking-en', MOVING_ROWS)).toBe('same');
  await machine.usb.pull();
  expect.soft(await display.comparedTo('stick-pulled-en')).toBe('same');

  await machine.usb.plugIn(await stickFor('ja', 'large', folder));
  await machine.usb.slowDown(STICK_BYTES_PER_SECOND);
  expect.soft(await display.comparedTo('checking-ja', MOVING_ROWS)).toBe('same');
  await machine.usb.pull();
  // There is no other console that a person could get lost on.
  await display.press('ctrl', 'alt', 'f2');
  expect.soft(await display.comparedTo('stick-pulled-ja')).toBe('same');

  await machine.usb.plugIn(await stickFor('ar', 'current', folder));
  expect.soft(await display.comparedTo('writing-ar', MOVING_ROWS)).toBe('same');
  await display.press('ctrl', 'c');
  expect.soft(await display.comparedTo('stop-question-ar')).toBe('same');
  await display.press('y');
  expect(await serial.shows(/AGT-02/, LIMIT_MS), 'what the serial line shows').toBeDefined();
  expect.soft(await display.comparedTo('stopped-ar')).toBe('same');
});

test('a display that kmscon cannot draw shows the console of the kernel, in English, and the serial line drives the agent', async () => {
  const folder = machineFolder('console-plain');
  const commandLine = `${software.commandLine} module_blacklist=bochs`;
  const kernel = packRecoveryKernel(software, { commandLine }, join(folder, 'kernel.img'));
  const stick = await stickFor('ja', 'large', folder, kernel);
  await using machine = (await poweredOn(await nimbus(folder), { stick })).machine;
  const serial = new SerialScreen(machine.serial);
  const display = new Display(machine.qmp, folder);
  await machine.expect({ agent: /rsd-mark agent/ }, START_LIMIT_MS);
  await machine.usb.slowDown(STICK_BYTES_PER_SECOND);
  expect(await serial.shows(/\d %/, START_LIMIT_MS), 'what the serial line shows').toBeDefined();
  expect.soft(await display.comparedTo('checking-plain', MOVING_ROWS)).toBe('same');
  machine.serial.write(CONTROL_C);
  expect(await serial.shows(/^ *Y /m, LIMIT_MS), 'what the serial line shows').toBeDefined();
  machine.serial.write('y');
  expect.soft(await display.comparedTo('stopped-plain')).toBe('same');
});
