import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import type { Netbook } from '../../vm/netbook.ts';
import { recoveryStick } from '../../vm/recovery-stick.ts';
import { startOs } from '../../vm/start-os.ts';
import { runRsd } from '../rsd/run-rsd.ts';
import { machineFolder } from './machine-folder.ts';
import { documented } from './network-docs.ts';
import { networkNimbus } from './network-machine.ts';
import { poweredOn } from './powered-on.ts';
import { type RecoveryServer, recoveryServer } from './recovery-server.ts';
import { SoundRecorder } from './sound-recorder.ts';
import { bootedLine, SYSTEMS } from './systems.ts';

const LIMIT_MS = 240_000;
const OFF_LIMIT_MS = 90_000;
/** The tune of PASS and that of FAIL. Each is heard every 5 s, from the end of the run on. */
const [PASS, FAIL] = [[660, 880, 1320], [220]];
const THREE_TUNES_MS = 12_000;
/** Room for two releases and the reports. */
const STICK_BYTES = 1 << 30;

const software = inject('software');
const releases = inject('releases');

/** A stick for a line, which has the releases of two models and brings reports to the server. */
async function lineStick(folder: string, server: RecoveryServer, identity: string): Promise<string> {
  const stick = join(folder, 'stick.img');
  const files = {
    ...server.stickFiles,
    'network.toml': `${server.stickFiles['network.toml']}${documented('Reports', 'toml')}`,
    'keys/id_reports': identity,
    'rsd.toml': 'language = "en"\n[line]\n',
  };
  const settings = { unattended: true, target: 'built-in' } as const;
  const both = [releases.current, releases.otherModel];
  await recoveryStick({ software, releases: both, settings, files, sizeBytes: STICK_BYTES }, stick);
  return stick;
}

interface End {
  /** What the device says in the end. */
  readonly said: string;
  /** For which share of the time after that each tone was heard. */
  readonly heard: Readonly<Record<string, number>>;
}

/** When the end was heard, the stick is pulled, and the device has to turn itself off. */
async function heardLineRun(netbook: Netbook, folder: string, stick: string): Promise<End> {
  const sound = { pcSpeaker: join(folder, 'pc-speaker.wav'), soundCard: join(folder, 'sound-card.wav') };
  using pcSpeaker = new SoundRecorder(sound.pcSpeaker);
  let heard = {};
  const said = await lineRun({ ...netbook, hardware: { ...netbook.hardware, sound } }, stick, async () => {
    const fromMs = performance.now();
    await wait(THREE_TUNES_MS);
    heard = pcSpeaker.shares(fromMs, performance.now(), [...PASS, ...FAIL]);
  });
  return { said, heard };
}

/** Of any of the notes of a tune: an emulator that shares its processor may skip a short one. */
function shareOf(tune: readonly number[], { heard }: End): number {
  return tune.reduce((sum, hertz) => sum + (heard[hertz] ?? 0), 0);
}

/** What a device says in the end. Then the stick is pulled, and the device has to turn itself off. */
async function lineRun(
  netbook: Netbook,
  stick: string,
  beforePull: () => Promise<void> = async () => undefined,
): Promise<string> {
  await using machine = (await poweredOn(netbook, { stick })).machine;
  const { text } = await machine.expect({ end: /(?:PASS|FAIL|DONE) serial .*/ }, LIMIT_MS);
  await machine.expect({ waiting: /The device then turns itself off/ }, OFF_LIMIT_MS);
  await beforePull();
  await machine.usb.pull();
  await machine.expectEnd('guest-shutdown', OFF_LIMIT_MS);
  return /(?:PASS|FAIL|DONE) serial .*/.exec(text)?.[0] ?? text;
}

function wornOut(netbook: Netbook): Netbook {
  const { hardware } = netbook;
  return { ...netbook, hardware: { ...hardware, disk: { ...hardware.disk, condition: 'worn-out' } } };
}

test('a stick goes along a line of two models, one disk of which has worn out, and no key is pressed', async (context) => {
  const folder = machineFolder('line');
  await using server = await recoveryServer(join(folder, 'server'), []);
  const { drop, identity } =
    server.reports === 'none' ? context.skip('the documented server needs root rights') : server.reports;
  const stick = await lineStick(folder, server, identity);
  const place = (name: string): string => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  };

  const first = await networkNimbus(place('first'));
  const passed = await heardLineRun(first, place('first/sound'), stick);
  expect(passed.said).toMatch(/^PASS serial NB0042 model NIMBUS A2B/);
  expect(shareOf(PASS, passed)).toBeGreaterThan(0);
  expect(shareOf(FAIL, passed)).toBe(0);
  const cirrus = await networkNimbus(place('second'), 'user', {
    hwid: 'CIRRUS X9Y',
    sku: 7,
    serial: 'CR0007',
  });
  expect(await lineRun(cirrus, stick)).toMatch(/^PASS serial CR0007 model CIRRUS X9Y/);
  const broken = wornOut(await networkNimbus(place('third'), 'user', { serial: 'NB0043' }));
  const failed = await heardLineRun(broken, place('third/sound'), stick);
  expect(failed.said).toMatch(/^FAIL serial NB0043 .* code DSK-06 disk unbootable/);
  expect(shareOf(FAIL, failed)).toBeGreaterThan(0);
  expect(shareOf(PASS, failed)).toBe(0);

  expect(await startOs(first, 'recovered')).toBe(bootedLine(SYSTEMS.current));
  expect(await lineRun(first, stick)).toMatch(/^DONE serial NB0042 /);

  // The last run brings along what those before could not send in time.
  const { results } = await runRsd('line', 'report', drop, '--json');
  expect(JSON.parse(results.join('\n'))).toMatchObject({
    runs: 3,
    passed: 2,
    failed: 1,
    devices: 3,
    stillFailed: ['NB0043'],
    failures: [{ code: 'DSK-06', runs: 1 }],
  });
});
