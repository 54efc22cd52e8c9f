import type { PowerFacts } from '../core/power-facts.ts';
import type { PowerReading } from './power-reading.ts';

type Supply = Exclude<PowerReading['supplies'], string>[number];

/** USB has had names of its own for each kind of charger. */
const CHARGER = /^(?:Mains|Wireless|BrickID|USB(?:_[A-Z_]+)?)$/;
const WHOLE_NUMBER = /^\d{1,15}$/;
/**
 * Chassis types of SMBIOS (DSP0134, 7.4.1) that have a battery: portable, laptop, notebook, hand held, sub notebook, tablet,
 * convertible, detachable; and 2, which is "unknown".
 */
const MAY_HAVE_BATTERY: ReadonlySet<string> = new Set([
  '',
  '2',
  '8',
  '9',
  '10',
  '11',
  '14',
  '30',
  '31',
  '32',
]);

/**
 * What is known of charger and battery, by Documentation/ABI/testing/sysfs-class-power of Linux. Batteries of mice and the
 * like are not the device's. Never throws: what is missing, odd or contradictory is `unknown`.
 *
 * A desktop shows no supply at all, and a laptop without a driver for its battery shows none either: the type of the
 * chassis tells them apart.
 */
export function powerFactsOf({ supplies, chassisType }: PowerReading): PowerFacts {
  if (supplies === 'unreadable') return { charger: 'unknown', battery: 'unknown' };
  const own = supplies.filter(({ scope }) => scope !== 'Device');
  const batteries = own.filter(({ type }) => type === 'Battery');
  const present = batteries.filter((battery) => battery['present'] !== '0');
  const chargers = own.filter(({ type }) => type !== undefined && CHARGER.test(type));
  const noBattery = batteries.length > 0 || !MAY_HAVE_BATTERY.has(chassisType) ? 'none' : 'unknown';
  return {
    charger: chargerOf(chargers, flowOf(present)),
    battery: present.length === 0 ? noBattery : chargeOf(present),
  };
}

/** `in` while a battery takes current, which only a charger can give. */
function flowOf(batteries: readonly Supply[]): 'in' | 'out' | 'unknown' {
  const statuses = batteries.map(({ status }) => status);
  if (statuses.includes('Charging')) return 'in';
  return statuses.includes('Discharging') ? 'out' : 'unknown';
}

/** Believed before the batteries: a weak charger does not stop a battery from giving current, and is one all the same. */
function chargerOf(chargers: readonly Supply[], flow: 'in' | 'out' | 'unknown'): PowerFacts['charger'] {
  const online = chargers.map((charger) => charger['online']);
  // 2 is a charger whose voltage can be set.
  if (online.some((one) => one === '1' || one === '2')) return 'plugged-in';
  if (online.length > 0 && online.every((one) => one === '0'))
    return flow === 'in' ? 'unknown' : 'not-plugged-in';
  return flow === 'unknown' ? 'unknown' : flow === 'in' ? 'plugged-in' : 'not-plugged-in';
}

/** Of several batteries the fullest: the device runs from any of them. */
function chargeOf(batteries: readonly Supply[]): PowerFacts['battery'] {
  const known = batteries.map(percentOf).filter((percent) => percent !== 'unknown');
  return known.length === 0 ? 'unknown' : { chargePercent: Math.max(...known) };
}

/** What the driver works out, or else from the charge (µAh) or the energy (µWh). */
function percentOf(battery: Supply): number | 'unknown' {
  const capacity = numberIn(battery['capacity']);
  if (capacity !== 'unknown' && capacity <= 100) return capacity;
  for (const what of ['charge', 'energy']) {
    const [now, full] = [numberIn(battery[`${what}_now`]), numberIn(battery[`${what}_full`])];
    // Somewhat more than full is a worn battery that was measured anew; far more is nonsense.
    if (now !== 'unknown' && full !== 'unknown' && full > 0 && now <= 2 * full)
      return Math.min(100, Math.floor((100 * now) / full));
  }
  return 'unknown';
}

function numberIn(text: string | undefined): number | 'unknown' {
  return text !== undefined && WHOLE_NUMBER.test(text) ? Number(text) : 'unknown';
}
