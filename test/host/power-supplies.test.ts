import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { powerSupplies } from '../../src/host/power-supplies.ts';
import { tool } from '../tool.ts';
import { PowerFolder } from './power-folder.ts';

test('powerSupplies() reads charger and battery anew each time', async () => {
  using folder = new PowerFolder().netbook('not-plugged-in', 4);
  const power = powerSupplies(folder.root);
  expect(await power.facts()).toEqual({ charger: 'not-plugged-in', battery: { chargePercent: 4 } });
  folder.netbook('plugged-in', 5);
  expect(await power.facts()).toEqual({ charger: 'plugged-in', battery: { chargePercent: 5 } });
});

test('powerSupplies() follows the links of sysfs, and none that leads out of the root', async () => {
  using folder = new PowerFolder().netbook('not-plugged-in', 4);
  using elsewhere = new PowerFolder().netbook('plugged-in', 90);
  const supplies = join(folder.root, 'sys/class/power_supply');
  mkdirSync(join(folder.root, 'sys/devices'));
  tool('mv', join(supplies, 'BAT0'), join(folder.root, 'sys/devices/BAT0'));
  symlinkSync('../../devices/BAT0', join(supplies, 'BAT0'));
  symlinkSync(join(elsewhere.root, 'sys/class/power_supply/AC'), join(supplies, 'AC2'));
  expect(await powerSupplies(folder.root).facts()).toEqual({
    charger: 'not-plugged-in',
    battery: { chargePercent: 4 },
  });
});

test('powerSupplies() tells a desktop from a laptop whose battery has no driver', async () => {
  using folder = new PowerFolder().netbook('plugged-in', 50).remove('power_supply');
  const power = powerSupplies(folder.root);
  expect(await power.facts()).toEqual({ charger: 'unknown', battery: 'unknown' });
  folder.write({ 'dmi/id/chassis_type': '3\n' });
  expect(await power.facts()).toEqual({ charger: 'unknown', battery: 'none' });
  mkdirSync(join(folder.root, 'sys/class/power_supply'));
  expect(await power.facts()).toEqual({ charger: 'unknown', battery: 'none' });
});

test('powerSupplies() knows nothing of a battery that never answers, and waits for it no longer', async () => {
  const never = new Promise<never>(() => undefined);
  const power = powerSupplies('/', () => never, 20);
  expect(await power.facts()).toEqual({ charger: 'unknown', battery: 'unknown' });
});

test('powerSupplies() takes files with anything in them, and pipes, for what is not known', async () => {
  using folder = new PowerFolder().netbook('not-plugged-in', 4).write({
    'power_supply/BAT0/capacity': '9'.repeat(100_000),
    'power_supply/BAT0/charge_now': '\u001b[2J\n',
  });
  folder.remove('power_supply/AC/online');
  tool('mkfifo', join(folder.root, 'sys/class/power_supply/AC/online'));
  folder.write({ 'power_supply/BAT0/status': '\0\0\0' });
  expect(await powerSupplies(folder.root).facts()).toEqual({ charger: 'unknown', battery: 'unknown' });
});

test('powerSupplies() knows nothing when the supplies are no folder', async () => {
  using folder = new PowerFolder().write({ power_supply: '', 'dmi/id/chassis_type': '3' });
  expect(await powerSupplies(folder.root).facts()).toEqual({ charger: 'unknown', battery: 'unknown' });
});

test('powerSupplies() looks at 32 supplies at most', async () => {
  using folder = new PowerFolder();
  for (let at = 0; at < 2000; at += 1)
    mkdirSync(join(folder.root, `sys/class/power_supply/S${at}`), { recursive: true });
  expect(await powerSupplies(folder.root).facts()).toEqual({ charger: 'unknown', battery: 'unknown' });
});
