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
import { SoundRecorder } from './sound-recorder.ts';

const START_LIMIT_MS = 300_000;
const PROMPT_LIMIT_MS = 120_000;
const ASKED = /Press the key +(?<key>[A-Z]) +now/;
const BEGUN = /Wait\. You will be asked for a key soon\.[^]*(?:5:00|4:5\d) left/;
const LEFT = /(?<minutes>\d):(?<seconds>\d\d) left/;
/** A delay that began anew with the answer would be further behind: no question comes in its first 8 s. */
const DRAWN_LATE_SECONDS = 8;
const [CALM, URGENT] = [440, 880];
const TONES = [CALM, URGENT];
/** Between what is drawn and what is heard. */
const MARGIN_MS = 1000;

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
  using pcSpeaker = new SoundRecorder(sound.pcSpeaker);
  using soundCard = new SoundRecorder(sound.soundCard);
  await using machine = (await poweredOn(withSound, { stick })).machine;
  const screen = new SerialScreen(machine.serial);
  const shows = (pattern: RegExp, limitMs: number): Promise<string> =>
    shown(screen, machine, pattern, limitMs);

  const leftAtFirst = secondsLeft(await shows(BEGUN, START_LIMIT_MS));
  const begunMs = performance.now();
  const key = ASKED.exec(await shows(ASKED, PROMPT_LIMIT_MS))?.groups?.['key'] ?? '';
  const askedMs = performance.now();
  await wait(4000);
  machine.serial.write(key.toLowerCase());
  await shows(/Wait\. You will be asked/, 7000);
  const answeredMs = performance.now();
  const left = secondsLeft(await shows(ASKED, PROMPT_LIMIT_MS));
  const waitedSeconds = (performance.now() - begunMs) / 1000;
  expect(left).toBeLessThan(leftAtFirst - waitedSeconds + DRAWN_LATE_SECONDS);
  // Nobody answers.
  await shows(BEGUN, 60_000);
  await wait(3000);
  await machine.usb.pull();
  await shows(/STK-03/, 60_000);
  const pulledMs = performance.now();
  await wait(5000);

  expect(isUntouched(netbook)).toBe(true);
  const calm = pcSpeaker.shares(begunMs + MARGIN_MS, askedMs - MARGIN_MS, TONES);
  const urgent = pcSpeaker.shares(askedMs + MARGIN_MS, answeredMs - MARGIN_MS, TONES);
  const card = soundCard.shares(begunMs, pulledMs, TONES);
  // How long each beep is, the tests of the pattern say: where the emulator shares its processor, one lasts longer.
  expect(calm).toMatchObject({ [URGENT]: 0 });
  expect(calm[CALM]).toBeGreaterThan(0.05);
  expect(urgent).toMatchObject({ [CALM]: 0 });
  expect(urgent[URGENT]).toBeGreaterThan(0.05);
  // aplay takes a while to start where everything is emulated, and a beep is short.
  expect(card[URGENT]).toBeGreaterThan(0);
  for (const loudspeaker of [pcSpeaker, soundCard]) {
    const after = loudspeaker.shares(pulledMs + MARGIN_MS, performance.now(), TONES);
    expect(after).toEqual({ [CALM]: 0, [URGENT]: 0, other: 0 });
  }
});

function secondsLeft(text: string): number {
  const { minutes, seconds } = LEFT.exec(text)?.groups ?? {};
  return Number(minutes) * 60 + Number(seconds);
}

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
