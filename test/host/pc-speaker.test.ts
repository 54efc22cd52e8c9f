import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pcSpeaker } from '../../src/host/pc-speaker.ts';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'rsd-'));
});
afterEach(() => rm(root, { recursive: true }));

async function input(name: string, called: string): Promise<string> {
  const folder = join(root, 'sys/class/input', name, 'device');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'name'), `${called}\n`);
  await mkdir(join(root, 'dev/input'), { recursive: true });
  const device = join(root, 'dev/input', name);
  await writeFile(device, '');
  return device;
}

test('pcSpeaker() writes the input events of the kernel to the loudspeaker, and to nothing else', async () => {
  const keyboard = await input('event0', 'AT Translated Set 2 keyboard');
  const device = await input('event3', 'PC Speaker');
  {
    await using speaker = await pcSpeaker(root).open();
    await speaker.sound(880);
    await speaker.sound('silence');
  }
  const written = await readFile(device);
  expect(written).toHaveLength(48);
  const events = [written.subarray(0, 24), written.subarray(24)];
  expect(
    events.map((event) => [event.readUInt16LE(16), event.readUInt16LE(18), event.readInt32LE(20)]),
  ).toEqual([
    [0x12, 2, 880],
    [0x12, 2, 0],
  ]);
  expect(await readFile(keyboard)).toHaveLength(0);
});

test('pcSpeaker() says so when there is no loudspeaker', async () => {
  await expect(pcSpeaker(root).open()).rejects.toMatchObject({ code: 'DEV-02' });
  await input('event0', 'Power Button');
  await expect(pcSpeaker(root).open()).rejects.toMatchObject({ code: 'DEV-02' });
});

test('pcSpeaker() says why it cannot be opened', async () => {
  const device = await input('event0', 'PC Speaker');
  await rm(device);
  await expect(pcSpeaker(root).open()).rejects.toMatchObject({
    code: 'DEV-02',
    facts: { errno: 'ENOENT' },
  });
});
