import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import type { Machine } from '../../vm/machine.ts';
import { recoveryStick } from '../../vm/recovery-stick.ts';
import { SerialScreen } from '../../vm/serial-screen.ts';
import { developerRelease } from './developer-release.ts';
import { isUntouched } from './is-untouched.ts';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';
import { poweredOn } from './powered-on.ts';
import { BeepRecorder } from './recorded-beeps.ts';

const START_LIMIT_MS = 120_000;
const PROMPT_LIMIT_MS = 60_000;
const ASKED = /Press the key +(?<key>[A-Z]) +now/;
const BEGUN = /Wait\. You will be asked for a key soon\.[^]*(?:5:00|4:5\d) left/;
const LATER = /4:[0-4]\d left/;
const [CALM, URGENT] = [440, 880];

const software = inject('software');
const releases = inject('releases');

test('on a device, a new developer key has to be confirmed with sound, and the delay ends with the stick', async () => {
  const folder = machineFolder('developer-delay');
  const netbook = await nimbus(folder, { developerSwitch: 'on' });
  const stick = join(folder, 'stick.img');
  const settings = { unattended: false, target: 'built-in' } as const;
  const release = developerRelease(releases.current, folder);
  await recoveryStick({ software, releases: [release], settings }, stick);
  const sound = { pcSpeaker: join(folder, 'pc-speaker.wav'), soundCard: join(folder, 'sound-card.wav') };
  const withSound = { ...netbook, hardware: { ...netbook.hardware, sound } };
  using pcSpeaker = new BeepRecorder(sound.pcSpeaker);
  using soundCard = new BeepRecorder(sound.soundCard);
  await using machine = (await poweredOn(withSound, { stick })).machine;
  const screen = new SerialScreen(machine.serial);
  const shows = (pattern: RegExp, limitMs: number): Promise<string> =>
    shown(screen, machine, pattern, limitMs);

  await shows(BEGUN, START_LIMIT_MS);
  const begunMs = performance.now();
  const key = ASKED.exec(await shows(ASKED, PROMPT_LIMIT_MS))?.groups?.['key'] ?? '';
  const askedMs = performance.now();
  await wait(3000);
  machine.serial.write(key.toLowerCase());
  await shows(/Wait\. You will be asked/, 5000);
  const answeredMs = performance.now();
  await shows(ASKED, PROMPT_LIMIT_MS);
  expect(screen.text()).toMatch(LATER);
  // Nobody answers.
  await shows(BEGUN, 20_000);
  await wait(3000);
  await machine.usb.pull();
  await shows(/STK-03/, 20_000);
  const pulledMs = performance.now();
  await wait(5000);

  for (const loudspeaker of [pcSpeaker, soundCard]) {
    const beeps = loudspeaker.beeps([CALM, URGENT]);
    const between = (fromMs: number, toMs: number): typeof beeps =>
      beeps.filter(({ atMs }) => atMs > fromMs && atMs < toMs);
    const calm = between(begunMs + 500, askedMs - 500);
    const urgent = between(askedMs + 500, answeredMs - 500);
    expect(new Set(calm.map(({ hertz }) => hertz))).toEqual(new Set([CALM]));
    expect(new Set(urgent.map(({ hertz }) => hertz))).toEqual(new Set([URGENT]));
    expectEach(calm, 2000);
    expectEach(urgent, 600);
    expect(between(pulledMs + 1000, Infinity)).toEqual([]);
  }
  expect(isUntouched(netbook)).toBe(true);
});

async function shown(
  screen: SerialScreen,
  machine: Machine,
  pattern: RegExp,
  limitMs: number,
): Promise<string> {
  const text = await screen.shows(pattern, limitMs);
  if (text === undefined) throw machine.failure(`The screen did not show ${pattern}:\n${screen.text()}`);
  return text;
}

/** 200 ms each, one after the other, as exactly as an emulator that shares its processor keeps time. */
function expectEach(
  beeps: readonly { readonly atMs: number; readonly lastsMs: number }[],
  everyMs: number,
): void {
  const pauses = beeps.slice(1).map(({ atMs }, at) => atMs - (beeps[at]?.atMs ?? 0));
  expect(beeps.length).toBeGreaterThanOrEqual(3);
  expect(middle(pauses)).toBeGreaterThan(0.8 * everyMs);
  expect(middle(pauses)).toBeLessThan(1.4 * everyMs);
  expect(middle(beeps.map(({ lastsMs }) => lastsMs))).toBeGreaterThan(120);
  expect(middle(beeps.map(({ lastsMs }) => lastsMs))).toBeLessThan(400);
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}
