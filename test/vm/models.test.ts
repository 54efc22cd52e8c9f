import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { TEXTS } from '../../src/ui/texts.ts';
import type { FirmwareTables } from '../../vm/acpi-table.ts';
import type { Machine } from '../../vm/machine.ts';
import { recoveryStick } from '../../vm/recovery-stick.ts';
import { SerialScreen } from '../../vm/serial-screen.ts';
import { startOs } from '../../vm/start-os.ts';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';
import { poweredOn } from './powered-on.ts';
import { bootedLine, SYSTEMS, type SystemName } from './systems.ts';

const PAGE_DOWN = '\u001b[6~';
const LIMIT_MS = 240_000;
const STICK = join(import.meta.dirname, '../../build/vm/tests/models.img');

const releases = inject('releases');

beforeAll(() => {
  const settings = { unattended: false, target: 'built-in' } as const;
  const both = [releases.current, releases.otherModel];
  return recoveryStick({ software: inject('software'), releases: both, settings }, STICK);
});
afterAll(() => rmSync(STICK));

interface Model {
  readonly tables: FirmwareTables;
  readonly reason: readonly string[];
  readonly system: SystemName;
}

test.for<Model>([
  {
    tables: {
      hwid: 'NIMBUS A2B-C3D-E4F',
      sku: 42,
      serial: 'NB0042',
      developerSwitch: 'off',
      recoveryReason: 0x43,
    },
    reason: [`${TEXTS.causes['system-damaged']} (0x43)`, 'The operating system failed its signature check'],
    system: 'current',
  },
  {
    tables: { hwid: 'CIRRUS X9Y', sku: 7, serial: 'CR0007', developerSwitch: 'on', recoveryReason: 0x02 },
    reason: [`${TEXTS.causes.person} (0x02)`, 'Someone asked for recovery with the recovery button or keys'],
    system: 'otherModel',
  },
])('the agent shows what the tables of $tables.hwid say, and installs what is for it', async (model) => {
  const { tables, reason, system } = model;
  const folder = machineFolder(`model-${system}`);
  const stick = join(folder, 'stick.img');
  copyFileSync(STICK, stick);
  const netbook = await nimbus(folder, tables);
  await using machine = (await poweredOn(netbook, { stick })).machine;
  const screen = new SerialScreen(machine.serial);
  await expectShown(machine, screen, new RegExp(TEXTS.complete));
  await chosenEnglish(machine, screen);
  const details = await allDetails(machine, screen);
  const { hwid, sku, serial, developerSwitch } = tables;
  const words = [hwid, String(sku), serial, TEXTS.details.developerSwitch[developerSwitch], ...reason];
  for (const word of words) expect(details).toContain(word);
  await machine.usb.pull();
  machine.serial.write('\r');
  await machine.expectEnd('guest-reset', LIMIT_MS);
  expect(await startOs(netbook, 'recovered')).toBe(bootedLine(SYSTEMS[system]));
});

/** Nobody has said a language: recovery went on to its end without one, and the list is one key away. */
async function chosenEnglish(machine: Machine, screen: SerialScreen): Promise<void> {
  machine.serial.write('l');
  // A busy machine draws the list in pieces.
  for (const shown of [TEXTS.language.choose, '> English', 'Deutsch', 'Русский', '日本語'])
    await expectShown(machine, screen, new RegExp(shown));
  machine.serial.write('\r');
  await expectShown(machine, screen, new RegExp(TEXTS.complete));
}

/** The page of details, which is longer than the screen, as one text. */
async function allDetails(machine: Machine, screen: SerialScreen): Promise<string> {
  machine.serial.write('d');
  const lines: string[] = [];
  for (let last = 0; ; ) {
    const next = new RegExp(`Lines (\\d+) to (?!${last} )(\\d+) of (\\d+)`);
    const page = await expectShown(machine, screen, next);
    const [where = '', first, end, count] = next.exec(page) ?? [];
    const above = page.slice(0, page.indexOf(where)).split('\n').slice(0, -1);
    // What the page before had is left out: the last page begins where it must to be full.
    lines.push(...above.slice(-(Number(end) - Math.max(last, Number(first) - 1))));
    last = Number(end);
    if (end === count) return lines.join(' ').replaceAll(/\s+/g, ' ');
    machine.serial.write(PAGE_DOWN);
  }
}

async function expectShown(machine: Machine, screen: SerialScreen, pattern: RegExp): Promise<string> {
  const text = await screen.shows(pattern, LIMIT_MS);
  if (text === undefined)
    throw machine.failure(`There was never ${pattern} on the screen, but at last\n${screen.text()}`);
  return text;
}
