import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { TEXTS } from '../../src/ui/texts.ts';
import { type RecoveryStick, recoveryStick } from '../../vm/recovery-stick.ts';
import { SerialScreen } from '../../vm/serial-screen.ts';
import { Display } from './display/display.ts';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';
import { packRecoveryKernel } from './pack-recovery-kernel.ts';
import { poweredOn } from './powered-on.ts';

const START_LIMIT_MS = 120_000;
const LIMIT_MS = 30_000;
/** There is time to look at a step, and never so little news that the screen says so. */
const STICK_BYTES_PER_SECOND = 2_000_000;
/** Of the list of languages: how far recovery is meanwhile. */
const LIST_MOVING_ROWS: ReadonlySet<number> = new Set([4]);
/** Of a step: its bar, and the amounts and times below it. */
const STEP_MOVING_ROWS: ReadonlySet<number> = new Set([6, 7]);
const CONTROL_C = '\u0003';

const software = inject('software');
const releases = [inject('releases').large];

/** A stick that does not say a language, for a netbook that was sold without one. */
async function stickIn(folder: string, tampering: RecoveryStick['tampering'] = {}): Promise<string> {
  const stick = join(folder, 'stick.img');
  const settings = { unattended: false, target: 'built-in' } as const;
  await recoveryStick({ software, releases, settings, tampering }, stick);
  return stick;
}

test('the display has the letters of every script, and what is typed there counts for every screen', async () => {
  const folder = machineFolder('console');
  const stick = await stickIn(folder);
  await using machine = (await poweredOn(await nimbus(folder), { stick })).machine;
  const serial = new SerialScreen(machine.serial);
  const display = new Display(machine.qmp, folder);
  const choose = async (...letters: readonly string[]): Promise<void> => {
    for (const key of ['l', ...letters, 'ret']) await display.press(key);
  };
  await machine.expect({ agent: /rsd-mark agent/ }, START_LIMIT_MS);
  await machine.usb.slowDown(STICK_BYTES_PER_SECOND);

  const list = new RegExp(TEXTS.language.choose);
  expect(await serial.shows(list, START_LIMIT_MS), 'what the serial line shows').toBeDefined();
  expect.soft(await display.comparedTo('languages', LIST_MOVING_ROWS)).toBe('same');
  await display.press('ret');
  expect.soft(await display.comparedTo('checking-en', STEP_MOVING_ROWS)).toBe('same');
  expect(serial.text()).toContain(TEXTS.stepHeadlines.check);
  await choose('j');
  expect.soft(await display.comparedTo('checking-ja', STEP_MOVING_ROWS)).toBe('same');
  await choose('a');
  expect.soft(await display.comparedTo('checking-ar', STEP_MOVING_ROWS)).toBe('same');
  expect(serial.text()).not.toContain(TEXTS.stepHeadlines.check);

  await machine.usb.pull();
  expect.soft(await display.comparedTo('stick-pulled-ar')).toBe('same');
  await choose('j');
  expect.soft(await display.comparedTo('stick-pulled-ja')).toBe('same');
  // There is no other console that a person could get lost on.
  await display.press('ctrl', 'alt', 'f2');
  await choose('e', 'e');
  expect.soft(await display.comparedTo('stick-pulled-en')).toBe('same');
});

test('a display that kmscon cannot draw shows the console of the kernel, and what is typed at the serial line counts there, too', async () => {
  const folder = machineFolder('console-plain');
  const commandLine = `${software.commandLine} module_blacklist=bochs`;
  const kernel = packRecoveryKernel(software, { commandLine }, join(folder, 'kernel.img'));
  const stick = await stickIn(folder, { kernelA: kernel, kernelB: kernel });
  await using machine = (await poweredOn(await nimbus(folder), { stick })).machine;
  const serial = new SerialScreen(machine.serial);
  const display = new Display(machine.qmp, folder);
  await machine.expect({ agent: /rsd-mark agent/ }, START_LIMIT_MS);
  await machine.usb.slowDown(STICK_BYTES_PER_SECOND);
  const list = new RegExp(TEXTS.language.choose);
  expect(await serial.shows(list, START_LIMIT_MS), 'what the serial line shows').toBeDefined();
  // A screen that comes when the agent has been stopped has nobody to hear from.
  expect.soft(await display.comparedTo('checking-plain', STEP_MOVING_ROWS)).toBe('same');
  machine.serial.write(CONTROL_C);
  expect(await serial.shows(/Stop recovery\?/, LIMIT_MS), 'what the serial line shows').toBeDefined();
  machine.serial.write('y');
  expect.soft(await display.comparedTo('stopped-plain')).toBe('same');
});
