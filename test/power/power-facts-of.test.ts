import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PowerFacts } from '../../src/core/power-facts.ts';
import { powerFactsOf } from '../../src/power/power-facts-of.ts';
import type { PowerReading } from '../../src/power/power-reading.ts';

const LAPTOP = '10';
const DESKTOP = '3';
const ACPI = { type: 'Mains', online: '0' };
const BATTERY = { type: 'Battery', present: '1', status: 'Discharging', capacity: '57' };
const MOUSE = { type: 'Battery', scope: 'Device', present: '1', status: 'Discharging', capacity: '3' };
const without = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(BATTERY).filter(([key]) => key !== name));

const on = (supplies: PowerReading['supplies'], chassisType = LAPTOP): PowerFacts =>
  powerFactsOf({ supplies, chassisType });

test('powerFactsOf() reads a netbook on its charger and on its battery', () => {
  expect(
    on([
      { ...ACPI, online: '1' },
      { ...BATTERY, status: 'Charging' },
    ]),
  ).toEqual({
    charger: 'plugged-in',
    battery: { chargePercent: 57 },
  });
  expect(on([ACPI, BATTERY])).toEqual({ charger: 'not-plugged-in', battery: { chargePercent: 57 } });
});

test.for<[what: string, supplies: readonly Record<string, string>[], charger: PowerFacts['charger']]>([
  [
    'one of two USB ports',
    [
      { type: 'USB', online: '0' },
      { type: 'USB', online: '1' },
    ],
    'plugged-in',
  ],
  ['a USB charger of its own kind', [{ type: 'USB_PD', online: '2' }, BATTERY], 'plugged-in'],
  ['a weak charger', [{ ...ACPI, online: '1' }, BATTERY], 'plugged-in'],
  [
    'a port that gives power to a phone',
    [{ type: 'USB', scope: 'Device', online: '1' }, ACPI, BATTERY],
    'not-plugged-in',
  ],
  ['a battery that charges, and no charger', [{ ...BATTERY, status: 'Charging' }], 'plugged-in'],
  ['a battery that discharges, and no charger', [BATTERY], 'not-plugged-in'],
  ['a battery that is full, and no charger', [{ ...BATTERY, status: 'Full' }], 'unknown'],
  ['a battery that charges without its charger', [ACPI, { ...BATTERY, status: 'Charging' }], 'unknown'],
  ['a charger that does not answer', [{ type: 'Mains' }, { ...BATTERY, status: 'Unknown' }], 'unknown'],
  [
    'a charger with an odd value',
    [
      { type: 'Mains', online: '-1' },
      { ...BATTERY, status: 'Full' },
    ],
    'unknown',
  ],
  ['two chargers of which one does not answer', [ACPI, { type: 'USB' }, without('status')], 'unknown'],
  ['a supply of no known type', [{ type: 'UPS', online: '1' }, BATTERY], 'not-plugged-in'],
])('powerFactsOf() of %s', ([, supplies, charger]) => {
  expect(on(supplies).charger).toBe(charger);
});

test.for<[what: string, battery: Record<string, string>, percent: number | 'unknown']>([
  ['0 percent', { capacity: '0' }, 0],
  ['100 percent', { capacity: '100' }, 100],
  ['more than can be', { capacity: '101' }, 'unknown'],
  ['less than can be', { capacity: '-1' }, 'unknown'],
  ['a fraction', { capacity: '57.5' }, 'unknown'],
  ['a number that is no decimal one', { capacity: '0x39' }, 'unknown'],
  ['a number without an end', { capacity: '9'.repeat(64) }, 'unknown'],
  ['a charge', { charge_now: '2000', charge_full: '3000' }, 66],
  ['an energy', { energy_now: '999', energy_full: '10000' }, 9],
  ['a charge when the capacity is odd', { capacity: '255', charge_now: '1', charge_full: '2' }, 50],
  [
    'an energy when the charge is odd',
    { charge_now: '1', charge_full: '0', energy_now: '1', energy_full: '4' },
    25,
  ],
  ['somewhat more than full', { charge_now: '3100', charge_full: '3000' }, 100],
  ['far more than full', { charge_now: '9000', charge_full: '3000' }, 'unknown'],
  ['half of what it takes', { charge_now: '2000' }, 'unknown'],
  ['nothing', {}, 'unknown'],
])('powerFactsOf() of a battery with %s', ([, said, percent]) => {
  const { battery } = on([ACPI, { type: 'Battery', present: '1', ...said }]);
  expect(battery).toEqual(percent === 'unknown' ? 'unknown' : { chargePercent: percent });
});

test('powerFactsOf() goes by the fullest of several batteries, and by those that are in', () => {
  const empty = { ...BATTERY, capacity: '2' };
  expect(on([empty, BATTERY]).battery).toEqual({ chargePercent: 57 });
  expect(on([without('capacity'), BATTERY]).battery).toEqual({ chargePercent: 57 });
  expect(on([empty, { ...BATTERY, present: '0' }]).battery).toEqual({ chargePercent: 2 });
});

test('powerFactsOf() does not take the battery of a mouse for that of the device', () => {
  expect(on([ACPI, BATTERY, { ...MOUSE, capacity: '100' }]).battery).toEqual({ chargePercent: 57 });
  expect(on([ACPI, MOUSE]).battery).toBe('unknown');
  expect(on([MOUSE], DESKTOP).battery).toBe('none');
});

test('powerFactsOf() takes a battery that is taken out for none, whatever the chassis is', () => {
  for (const chassisType of [LAPTOP, DESKTOP])
    expect(on([ACPI, { ...BATTERY, present: '0' }], chassisType).battery).toBe('none');
});

test.for<[what: string, chassisType: string, battery: PowerFacts['battery']]>([
  ['a desktop', '3', 'none'],
  ['an all-in-one', '13', 'none'],
  ['a machine in QEMU', '1', 'none'],
  ['a mini PC', '35', 'none'],
  ['a laptop', '9', 'unknown'],
  ['a notebook', '10', 'unknown'],
  ['a sub notebook', '14', 'unknown'],
  ['a tablet', '30', 'unknown'],
  ['a convertible', '31', 'unknown'],
  ['a detachable', '32', 'unknown'],
  ['a chassis of unknown type', '2', 'unknown'],
  ['a device without SMBIOS', '', 'unknown'],
])('powerFactsOf() without any supply, of %s', ([, chassisType, battery]) => {
  expect(on([], chassisType)).toEqual({ charger: 'unknown', battery });
});

test('powerFactsOf() knows nothing where nothing can be read, not even on a desktop', () => {
  expect(on('unreadable', DESKTOP)).toEqual({ charger: 'unknown', battery: 'unknown' });
});

test('powerFactsOf() gives whole percents from 0 to 100, whatever the supplies say, and never throws', () => {
  const file = fc.constantFrom(
    'type',
    'scope',
    'online',
    'present',
    'status',
    'capacity',
    'charge_now',
    'charge_full',
    'energy_now',
    'energy_full',
  );
  const text = fc.oneof(
    fc.constantFrom('Battery', 'Mains', 'USB', 'Device', 'Charging', 'Discharging', '0', '1', '100'),
    fc.nat().map(String),
    fc.bigInt().map(String),
    fc.string(),
  );
  const supplies = fc.array(fc.dictionary(file, text), { maxLength: 5 });
  fc.assert(
    fc.property(supplies, text, (said, chassisType) => {
      const { battery } = on(said, chassisType);
      if (typeof battery === 'string') return;
      expect(Number.isInteger(battery.chargePercent)).toBe(true);
      expect(Math.min(100, Math.max(0, battery.chargePercent))).toBe(battery.chargePercent);
    }),
  );
});
