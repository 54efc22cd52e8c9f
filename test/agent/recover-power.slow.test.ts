import { afterAll, expect, test } from 'vitest';
import type { AgentEvent } from '../../src/core/events.ts';
import { Fault } from '../../src/core/faults.ts';
import { powerSupplies } from '../../src/host/power-supplies.ts';
import { PowerFolder } from '../host/power-folder.ts';
import { type RecoveryBench, recoveryBench } from './recovery-bench.ts';

const BASE = await recoveryBench();
await BASE.add({});
afterAll(() => BASE[Symbol.asyncDispose]());

const MINUTE_MS = 60_000;
const WAIT_MS = 2 * MINUTE_MS;

interface Netbook extends AsyncDisposable {
  readonly bench: RecoveryBench;
  readonly power: PowerFolder;
}

/** A device whose power supplies are files. `whenTold` runs at each wait for power that is told. */
async function netbook(
  presence: 'attended' | 'unattended',
  whenTold: (netbook: Netbook, told: number) => unknown = () => undefined,
): Promise<Netbook> {
  const bench = await recoveryBench(BASE.stick);
  const power = new PowerFolder();
  const device: Netbook = {
    bench,
    power,
    async [Symbol.asyncDispose]() {
      power[Symbol.dispose]();
      await bench[Symbol.asyncDispose]();
    },
  };
  let told = 0;
  bench.power = powerSupplies(power.root);
  bench.powerRules = { unknown: 'go-on', unknownForFirmware: 'refuse', waitMs: WAIT_MS };
  bench.person = { ...bench.person, presence };
  bench.onEvent = (event) => event.kind === 'power-wanted' && whenTold(device, (told += 1));
  return device;
}

/** The names of steps and of what concerns power, in their order. */
function story({ events }: RecoveryBench): readonly string[] {
  return events.flatMap((event) => {
    if (event.kind === 'step-started') return [event.step];
    if (event.kind === 'power-wanted') return [`${event.kind}: ${event.want.why}`];
    return event.kind === 'power-enough' || event.kind === 'warning' ? [event.kind] : [];
  });
}

const fromConsent = (bench: RecoveryBench): readonly string[] =>
  story(bench).slice(story(bench).indexOf('consent') + 1);

function wants({ events }: RecoveryBench): readonly Extract<AgentEvent, { kind: 'power-wanted' }>['want'][] {
  return events.flatMap((event) => (event.kind === 'power-wanted' ? [event.want] : []));
}

/** Runs `then` whenever the run has slept. */
function afterSleep({ clock }: RecoveryBench, then: () => void): void {
  const sleep = clock.sleep.bind(clock);
  clock.sleep = async (ms, signal) => {
    await sleep(ms, signal);
    then();
  };
}

test.for<[what: string, prepare: (power: PowerFolder) => unknown]>([
  ['a charger and a full battery', (power) => power.netbook('plugged-in', 100)],
  ['a charger and a dead battery', (power) => power.netbook('plugged-in', 0)],
  ['a battery with 10 percent', (power) => power.netbook('not-plugged-in', 10)],
  ['no battery', (power) => power.write({ 'dmi/id/chassis_type': '3' })],
])('recover() does not wait with %s, and shows no step for it', async ([, prepare]) => {
  for (const presence of ['attended', 'unattended'] as const) {
    await using device = await netbook(presence);
    prepare(device.power);
    expect(await device.bench.run()).toBe('recovered');
    expect(fromConsent(device.bench)).toEqual(['prepare', 'write', 'read-back', 'stateful', 'make-bootable']);
    expect(device.bench.clock.slept).toEqual([]);
  }
});

test('recover() waits with a low battery, tells what changes, and goes on by itself with the charger', async () => {
  for (const presence of ['attended', 'unattended'] as const) {
    const untouched: boolean[] = [];
    await using device = await netbook(presence, ({ bench, power }, told) => {
      untouched.push(bench.untouched);
      if (told === 1) power.netbook('not-plugged-in', 3);
      else power.netbook('plugged-in', 3);
    });
    const { bench } = device;
    device.power.netbook('not-plugged-in', 4);
    expect(await bench.run()).toBe('recovered');
    expect(fromConsent(bench).slice(0, 5)).toEqual([
      'power',
      'power-wanted: too-little',
      'power-wanted: too-little',
      'power-enough',
      'prepare',
    ]);
    expect(wants(bench).map(({ facts }) => facts.battery)).toEqual([
      { chargePercent: 4 },
      { chargePercent: 3 },
    ]);
    expect(untouched).toEqual([true, true]);
  }
});

test('recover() goes on by itself when the charge is enough', async () => {
  await using device = await netbook('attended', ({ power }, told) =>
    power.netbook('not-plugged-in', 4 + 3 * told),
  );
  device.power.netbook('not-plugged-in', 4);
  expect(await device.bench.run()).toBe('recovered');
  expect(wants(device.bench).map(({ facts }) => facts.battery)).toEqual([
    { chargePercent: 4 },
    { chargePercent: 7 },
  ]);
});

test('recover() waits again before the first write when the charger is pulled after the first look', async () => {
  let untouched = false;
  await using device = await netbook('unattended', ({ bench, power }) => {
    untouched = bench.untouched;
    power.netbook('plugged-in', 4);
  });
  const { bench, power } = device;
  const { onEvent } = bench;
  power.netbook('plugged-in', 4);
  bench.onEvent = (event) => {
    if (event.kind === 'step-started' && event.step === 'prepare') power.netbook('not-plugged-in', 4);
    onEvent(event);
  };
  expect(await bench.run()).toBe('recovered');
  expect(fromConsent(bench).slice(0, 4)).toEqual([
    'prepare',
    'power-wanted: too-little',
    'power-enough',
    'write',
  ]);
  expect(untouched).toBe(true);
});

test('recover() waits for a person as long as they let it, and stops without a write when they say so', async () => {
  await using device = await netbook('attended');
  const { bench, power } = device;
  power.netbook('not-plugged-in', 4);
  afterSleep(bench, () => {
    if (bench.clock.nowMs() > 5 * MINUTE_MS) bench.stop.abort(new Fault('AGT-02', {}));
  });
  expect(await bench.run()).toMatchObject({ step: 'power', cause: { code: 'AGT-02' } });
  expect(wants(bench)).toHaveLength(1);
  expect(wants(bench)[0]).not.toHaveProperty('waitMs');
  expect(bench.untouched).toBe(true);
});

test('recover() gives up after the wait of the settings when nobody is there', async () => {
  await using device = await netbook('unattended');
  device.power.netbook('not-plugged-in', 4);
  const { bench } = device;
  expect(await bench.run()).toMatchObject({
    step: 'power',
    cause: { code: 'PWR-01', facts: { chargePercent: 4, neededPercent: 10 } },
  });
  expect(wants(bench)).toMatchObject([{ waitMs: WAIT_MS }]);
  expect(bench.clock.nowMs()).toBe(WAIT_MS);
  expect(bench.untouched).toBe(true);
});

test('recover() gives up in the step "prepare" as well, and the disk is untouched', async () => {
  await using device = await netbook('unattended');
  const { bench, power } = device;
  power.netbook('plugged-in', 4);
  bench.onEvent = (event) =>
    event.kind === 'step-started' && event.step === 'prepare' && power.netbook('not-plugged-in', 4);
  expect(await bench.run()).toMatchObject({ step: 'prepare', cause: { code: 'PWR-01' } });
  expect(bench.untouched).toBe(true);
  expect(bench.events.map(({ kind }) => kind)).not.toContain('disk-state');
});

/** A laptop whose battery has no driver. */
const UNKNOWN = { 'dmi/id/chassis_type': '10' };

test('recover() goes on with a warning where nobody can tell, when nobody is there and the settings say so', async () => {
  await using device = await netbook('unattended');
  device.power.write(UNKNOWN);
  const { bench } = device;
  expect(await bench.run()).toBe('recovered');
  expect(fromConsent(bench).slice(0, 3)).toEqual(['power', 'warning', 'prepare']);
  expect(bench.events).toContainEqual({
    kind: 'warning',
    code: 'PWR-02',
    facts: { charger: 'unknown', battery: 'unknown', neededPercent: 10 },
  });
});

test('recover() refuses where nobody can tell, when nobody is there and the settings say so', async () => {
  await using device = await netbook('unattended');
  device.power.write(UNKNOWN);
  const { bench } = device;
  bench.powerRules = { unknown: 'refuse', unknownForFirmware: 'refuse', waitMs: MINUTE_MS };
  expect(await bench.run()).toMatchObject({
    step: 'power',
    cause: { code: 'PWR-02', facts: { charger: 'unknown', battery: 'unknown' } },
  });
  expect(bench.clock.nowMs()).toBe(MINUTE_MS);
  expect(bench.untouched).toBe(true);
});

test('recover() goes on with a charger that is plugged in before the settings would refuse', async () => {
  await using device = await netbook('unattended', ({ power }) => power.netbook('plugged-in', 0));
  device.power.write(UNKNOWN);
  device.bench.powerRules = { unknown: 'refuse', unknownForFirmware: 'refuse', waitMs: MINUTE_MS };
  expect(await device.bench.run()).toBe('recovered');
});

test('recover() asks a person where nobody can tell, once, whatever the settings say', async () => {
  await using device = await netbook('attended', ({ bench }) => bench.powerDesk.goOn());
  device.power.write(UNKNOWN);
  const { bench } = device;
  // Nobody had asked yet.
  bench.powerDesk.goOn();
  bench.powerRules = { unknown: 'refuse', unknownForFirmware: 'refuse', waitMs: 0 };
  expect(await bench.run()).toBe('recovered');
  expect(fromConsent(bench).slice(0, 4)).toEqual([
    'power',
    'power-wanted: unknown',
    'power-enough',
    'prepare',
  ]);
});

test('recover() takes no yes for a battery that is known to be low, also when nobody can tell any more', async () => {
  await using device = await netbook('attended', ({ bench, power }, told) => {
    if (told > 1) return;
    bench.powerDesk.goOn();
    power.remove('power_supply');
  });
  const { bench, power } = device;
  power.netbook('not-plugged-in', 4);
  afterSleep(bench, () => {
    if (bench.clock.nowMs() > MINUTE_MS) bench.stop.abort(new Fault('AGT-02', {}));
  });
  expect(await bench.run()).toMatchObject({ step: 'power', cause: { code: 'AGT-02' } });
  expect(wants(bench).map(({ why }) => why)).toEqual(['too-little', 'unknown']);
});

test('recover() asks again when a battery that nobody could tell of turns out low', async () => {
  await using device = await netbook('attended', ({ bench, power }, told) => {
    if (told === 1) bench.powerDesk.goOn();
    else power.netbook('plugged-in', 4);
  });
  const { bench, power } = device;
  power.write(UNKNOWN);
  const { onEvent } = bench;
  bench.onEvent = (event) => {
    if (event.kind === 'step-started' && event.step === 'prepare') power.netbook('not-plugged-in', 4);
    onEvent(event);
  };
  expect(await bench.run()).toBe('recovered');
  expect(fromConsent(bench).slice(0, 6)).toEqual([
    'power',
    'power-wanted: unknown',
    'power-enough',
    'prepare',
    'power-wanted: too-little',
    'power-enough',
  ]);
});

test('recover() asks nobody, and warns of nothing, when charger and battery disagree for a moment', async () => {
  for (const presence of ['attended', 'unattended'] as const) {
    await using device = await netbook(presence);
    const { bench, power } = device;
    power.netbook('not-plugged-in', 4).write({ 'power_supply/BAT0/status': 'Charging' });
    afterSleep(bench, () => {
      if (bench.clock.nowMs() >= 2500) power.netbook('plugged-in', 4);
    });
    expect(await bench.run()).toBe('recovered');
    expect(fromConsent(bench).slice(0, 2)).toEqual(['power', 'prepare']);
  }
});

test('recover() can be stopped while the battery does not answer', async () => {
  await using device = await netbook('attended');
  const { bench } = device;
  bench.power = { facts: () => new Promise(() => undefined) };
  setTimeout(() => bench.stop.abort(new Fault('AGT-02', {})), 50);
  expect(await bench.run()).toMatchObject({ cause: { code: 'AGT-02' } });
  expect(bench.untouched).toBe(true);
});
