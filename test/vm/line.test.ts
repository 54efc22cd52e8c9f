import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import type { Netbook } from '../../vm/netbook.ts';
import { recoveryStick } from '../../vm/recovery-stick.ts';
import { startOs } from '../../vm/start-os.ts';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';
import { poweredOn } from './powered-on.ts';
import { bootedLine, SYSTEMS } from './systems.ts';

const LIMIT_MS = 240_000;
const OFF_LIMIT_MS = 60_000;

const software = inject('software');
const releases = inject('releases');

/** What a device says in the end. Then the stick is pulled, and the device has to turn itself off. */
async function lineRun(netbook: Netbook, stick: string): Promise<string> {
  await using machine = (await poweredOn(netbook, { stick })).machine;
  const { text } = await machine.expect({ end: /(?:PASS|FAIL|DONE) serial .*/ }, LIMIT_MS);
  await machine.expect({ waiting: /The device then turns itself off/ }, OFF_LIMIT_MS);
  await machine.usb.pull();
  await machine.expectEnd('guest-shutdown', OFF_LIMIT_MS);
  return /(?:PASS|FAIL|DONE) serial .*/.exec(text)?.[0] ?? text;
}

test('a stick goes along a line of two models, one disk of which is no good, and no key is pressed', async () => {
  const folder = machineFolder('line');
  const stick = join(folder, 'stick.img');
  const files = { 'rsd.toml': 'language = "en"\n[line]\n' };
  const settings = { unattended: true, target: 'built-in' } as const;
  await recoveryStick(
    { software, releases: [releases.current, releases.otherModel], settings, files },
    stick,
  );

  const first = await nimbus(join(folder, 'first'));
  expect(await lineRun(first, stick)).toMatch(/^PASS serial NB0042 model NIMBUS A2B/);
  const cirrus = await nimbus(join(folder, 'second'), { hwid: 'CIRRUS X9Y', sku: 7, serial: 'CR0007' });
  expect(await lineRun(cirrus, stick)).toMatch(/^PASS serial CR0007 model CIRRUS X9Y/);
  const broken = await nimbus(join(folder, 'third'), { serial: 'NB0043' });
  await truncate(broken.hardware.disk.image, 1 << 20);
  expect(await lineRun(broken, stick)).toMatch(/^FAIL serial NB0043 .* code DSK-02 disk untouched/);

  expect(await startOs(first, 'recovered')).toBe(bootedLine(SYSTEMS.current));
  expect(await lineRun(first, stick)).toMatch(/^DONE serial NB0042 /);
});
