import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toneInputs } from '../../src/host/tone-inputs.ts';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'rsd-'));
});
afterEach(() => rm(root, { recursive: true }));

/** An input device that can make these sounds, as the kernel writes it: 2 is a bell, 4 a tone. */
async function input(name: string, sounds: string): Promise<string> {
  const folder = join(root, 'sys/class/input', name, 'device/capabilities');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'snd'), `${sounds}\n`);
  await mkdir(join(root, 'dev/input'), { recursive: true });
  const device = join(root, 'dev/input', name);
  await writeFile(device, '');
  return device;
}

const SILENT = ['0', '2', '', 'fffffffffffffffff', '4 0', 'four', '-4'];

test('toneInputs() writes the input events of the kernel to every device that sounds tones, and to nothing else', async () => {
  const silent = await Promise.all(SILENT.map((sounds, at) => input(`event${at}`, sounds)));
  const sounding = [await input('event20', '6'), await input('event21', '4'), await input('event22', '1 7')];
  {
    await using speaker = await toneInputs(root).open();
    await speaker.sound(880);
    await speaker.sound('silence');
  }
  for (const device of sounding) {
    const written = await readFile(device);
    const events = [written.subarray(0, 24), written.subarray(24)];
    expect(
      events.map((event) => [event.readUInt16LE(16), event.readUInt16LE(18), event.readInt32LE(20)]),
    ).toEqual([
      [0x12, 2, 880],
      [0x12, 2, 0],
    ]);
    expect(written).toHaveLength(48);
  }
  for (const device of silent) expect(await readFile(device)).toHaveLength(0);
});

test('toneInputs() says so when nothing sounds tones', async () => {
  await expect(toneInputs(root).open()).rejects.toMatchObject({ code: 'DEV-02' });
  await input('event0', '0');
  await expect(toneInputs(root).open()).rejects.toMatchObject({ code: 'DEV-02' });
});

test('toneInputs() says why a device cannot be opened', async () => {
  const device = await input('event0', '6');
  await rm(device);
  await expect(toneInputs(root).open()).rejects.toMatchObject({
    code: 'DEV-02',
    facts: { errno: 'ENOENT' },
  });
});
