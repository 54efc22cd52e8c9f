import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { soundCards } from '../../src/host/sound-cards.ts';
import { tonesIn } from '../tones-in.ts';
import { testWith } from '../tool.ts';

let root = '';
const recording = (): string => join(root, '1-0.raw');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rsd-'));
  mkdirSync(join(root, 'dev/snd'), { recursive: true });
  // What aplay plays on a card goes into a file.
  const card = `type file slave.pcm { type null } format raw
    file { @func concat strings [ "${root}/" $CARD "-" $DEV ".raw" ] }`;
  const args = '@args [ CARD DEV ] @args.CARD { type string } @args.DEV { type string }';
  writeFileSync(join(root, 'alsa.conf'), `pcm.plughw { ${args} ${card} }`);
  vi.stubEnv('ALSA_CONFIG_PATH', join(root, 'alsa.conf'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

function device(name: string): void {
  writeFileSync(join(root, 'dev/snd', name), '');
}

async function recorded(bytes: number): Promise<void> {
  for (let tries = 0; (statSync(recording(), { throwIfNoEntry: false })?.size ?? 0) < bytes; tries += 1) {
    if (tries > 1000) throw new Error('Nothing was played');
    await wait(5);
  }
}

testWith('aplay', 'amixer')('soundCards() plays a tone on a sound card until it is silenced', async () => {
  device('controlC1');
  device('pcmC1D0c');
  device('pcmC1D0p');
  await using speaker = await soundCards(root).open();
  await speaker.sound(880);
  await recorded(200_000);
  await speaker.sound('silence');
  await wait(100);
  const { size } = statSync(recording());
  await wait(100);
  expect(statSync(recording()).size).toBe(size);
  const bytes = readFileSync(recording()).subarray(0, 200_000);
  const left = Int16Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readInt16LE(4 * at));
  expect(tonesIn(left, 48_000, [440, 880])).toMatchObject([{ hertz: 880, atMs: 0 }]);
});

test.for([[], ['controlC0', 'seq', 'timer'], ['pcmC0D0c'], ['pcmC999D0p', 'pcmC0D0p;reboot']])(
  'soundCards() says so when there is nothing to play on among %j',
  async (names) => {
    for (const name of names) writeFileSync(join(root, 'dev/snd', name.replace('/', '')), '');
    await expect(soundCards(root).open()).rejects.toMatchObject({
      code: 'DEV-02',
      facts: { problem: 'there is no sound card' },
    });
  },
);

test('soundCards() says so when the programs for it are missing', async () => {
  device('pcmC0D0p');
  vi.stubEnv('PATH', root);
  await expect(soundCards(root).open()).rejects.toMatchObject({
    code: 'DEV-02',
    facts: { problem: 'amixer is missing' },
  });
});

testWith('aplay', 'amixer')('soundCards() says so when a card does not play', async () => {
  device('pcmC0D0p');
  writeFileSync(join(root, 'alsa.conf'), '');
  await using speaker = await soundCards(root).open();
  const sounded = (): Promise<unknown> =>
    speaker.sound(440).then(
      () => wait(200, 'it sounds'),
      (error: unknown) => error,
    );
  await vi.waitFor(async () => expect(await sounded()).toMatchObject({ code: 'DEV-02' }), 5000);
});
