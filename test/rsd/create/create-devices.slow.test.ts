import { randomBytes } from 'node:crypto';
import {
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { create } from '../../../src/rsd/create/create.ts';
import type { CreateRequest } from '../../../src/rsd/create/create-request.ts';
import type { Prompts } from '../../../src/rsd/create/prompts.ts';
import { namedDisk } from '../../../src/rsd/disk/named-disk.ts';
import { openStick } from '../../../src/rsd/disk/open-stick.ts';
import { restore } from '../../../src/rsd/restore/restore.ts';
import { LOOP_DEVICES, loopDevice, mounted, partition, said } from '../../host/real-devices.ts';
import { faultFrom } from '../../net/fault-from.ts';
import { testWith, tool } from '../../tool.ts';
import { type Heard, settingIn } from '../setting-in.ts';
import { type SimulatedTree, simulatedTree } from '../simulated-tree.ts';
import { request } from './request.ts';

const MIB = 1 << 20;
const STICK_BYTES = 400 * MIB;
let shared: string;
let tree: SimulatedTree;
let folder: string;

describe.skipIf(LOOP_DEVICES === 'missing')('on block devices', () => {
  beforeAll(async () => {
    shared = mkdtempSync(join(tmpdir(), 'rsd-'));
    tree = await simulatedTree(join(shared, 'tree'));
  });
  afterAll(() => rmSync(shared, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A file for a stick, with something of somebody's on it. */
  function backing(name = 'backing', sizeBytes = STICK_BYTES): string {
    const file = join(folder, name);
    writeFileSync(file, '');
    truncateSync(file, sizeBytes);
    const handle = openSync(file, 'r+');
    writeSync(handle, randomBytes(MIB), 0, MIB, 0);
    writeSync(handle, randomBytes(MIB), 0, MIB, sizeBytes - MIB);
    return file;
  }

  async function created(to: readonly string[], change: Partial<CreateRequest> = {}): Promise<Heard> {
    const heard = settingIn(folder);
    await create(request({ from: tree.folder, to, ...change }), heard.setting, 'nobody');
    return heard;
  }

  async function refusal(to: readonly string[], change: Partial<CreateRequest> = {}): Promise<unknown> {
    return await faultFrom(created(to, change));
  }

  test('rsd create writes a stick, and says what to do next', async () => {
    const file = backing();
    using loop = loopDevice(file);
    const { results, notes } = await created([loop.path]);
    expect(results).toEqual([expect.stringMatching(`${loop.path}: done, .* read back in`)]);
    expect(notes.join('\n')).toMatch(/Take the stick out.*\n.*Esc and Refresh/);
    expect(said('cgpt', 'show', file)).toContain('RSD-DATA');
  });

  test('rsd restore puts back what --backup saved, to the byte', async () => {
    const file = backing();
    const before = readFileSync(file);
    const backup = join(folder, 'before.zst');
    using loop = loopDevice(file);
    await created([loop.path], { backup });
    expect(readFileSync(file).equals(before)).toBe(false);
    const { setting, results } = settingIn(folder);
    await restore({ file: backup, to: loop.path, consent: 'given' }, setting, 'nobody');
    expect(results).toEqual([expect.stringContaining('done')]);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  testWith('zstd')('a backup is unpacked by the zstd that everybody has', async () => {
    const file = backing();
    const before = readFileSync(file);
    const backup = join(folder, 'before.zst');
    using loop = loopDevice(file);
    await created([loop.path], { backup });
    tool('zstd', '-q', '-d', backup, '-o', join(folder, 'unpacked'));
    expect(readFileSync(join(folder, 'unpacked')).equals(before)).toBe(true);
  });

  test.for([
    ['is damaged', (bytes: Buffer) => bytes.fill(7, 5000, 5100)],
    ['is cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    ['is something else', () => Buffer.from('hello')],
    [
      'claims another digest',
      (bytes: Buffer) =>
        Buffer.from(bytes.toString('latin1').replace(/"sha256":"../, '"sha256":"00'), 'latin1'),
    ],
  ] as const)('rsd restore refuses a backup that %s, and writes nothing', async ([, spoil]) => {
    const file = backing();
    const backup = join(folder, 'before.zst');
    using loop = loopDevice(file);
    await created([loop.path], { backup });
    writeFileSync(backup, spoil(readFileSync(backup)));
    const stick = readFileSync(file);
    const { setting } = settingIn(folder);
    const fault = await faultFrom(
      restore({ file: backup, to: loop.path, consent: 'given' }, setting, 'nobody'),
    );
    expect(fault).toMatchObject({ code: 'MAK-09' });
    expect(readFileSync(file).equals(stick)).toBe(true);
  });

  test('rsd restore refuses a stick of another size', async () => {
    const backup = join(folder, 'before.zst');
    using loop = loopDevice(backing());
    await created([loop.path], { backup });
    using other = loopDevice(backing('other', STICK_BYTES + MIB));
    const { setting } = settingIn(folder);
    const fault = await faultFrom(
      restore({ file: backup, to: other.path, consent: 'given' }, setting, 'nobody'),
    );
    expect(fault).toMatchObject({
      code: 'MAK-09',
      facts: { problem: expect.stringContaining(`${STICK_BYTES}`) },
    });
  });

  test('rsd create writes over no backup', async () => {
    const backup = join(folder, 'before.zst');
    writeFileSync(backup, 'the only copy');
    const file = backing();
    const before = readFileSync(file);
    using loop = loopDevice(file);
    expect(await refusal([loop.path], { backup })).toMatchObject({ code: 'OPT-01' });
    expect([readFileSync(backup, 'utf8'), readFileSync(file).equals(before)]).toEqual([
      'the only copy',
      true,
    ]);
  });

  test('rsd create refuses a disk that is mounted, and says where', async () => {
    const file = backing();
    tool('mkfs.ext4', '-q', '-F', file);
    using loop = loopDevice(file);
    const at = join(folder, 'mnt');
    using held = new DisposableStack();
    held.use(mounted(loop.path, at));
    expect(await refusal([loop.path])).toMatchObject({
      code: 'MAK-01',
      facts: { disk: loop.path, problem: expect.stringContaining(at) },
    });
  });

  test('rsd create refuses a disk of which a partition is mounted', async () => {
    const file = backing();
    using loop = loopDevice(file);
    using part = partition(loop.path, MIB, 64 * MIB);
    tool('mkfs.ext4', '-q', '-F', part.path);
    const at = join(folder, 'mnt');
    using held = new DisposableStack();
    held.use(mounted(part.path, at));
    expect(await refusal([loop.path])).toMatchObject({ code: 'MAK-01' });
    expect(await refusal([part.path])).toMatchObject({
      code: 'OPT-01',
      facts: { problem: expect.stringContaining('no whole disk') },
    });
  });

  test('rsd create refuses a disk that another program holds', async () => {
    using loop = loopDevice(backing());
    await using held = new AsyncDisposableStack();
    held.use(await open(loop.path, constants.O_RDWR | constants.O_EXCL));
    await expect(created([loop.path])).rejects.toMatchObject({
      left: 'nothing-written',
      cause: { code: 'MAK-01', facts: { problem: 'it is in use by another program' } },
    });
  });

  test('a disk that took the place of the one that was agreed to is not opened', async () => {
    using loop = loopDevice(backing());
    const disk = await namedDisk(loop.path);
    expect(await faultFrom(openStick({ ...disk, serial: 'another' }))).toMatchObject({
      code: 'MAK-01',
      facts: { problem: 'another disk is in its place now' },
    });
    // It is given back: whoever comes next can have it.
    await using held = new AsyncDisposableStack();
    expect(held.use(await openStick(disk)).sizeBytes).toBe(STICK_BYTES);
  });

  test('rsd create refuses a disk that is write-protected', async () => {
    using loop = loopDevice(backing(), '--read-only');
    expect(await refusal([loop.path])).toMatchObject({
      code: 'MAK-01',
      facts: { problem: 'it is write-protected' },
    });
  });

  test('rsd create refuses a disk that is too small, with both numbers', async () => {
    const file = backing('small', 200 * MIB);
    const before = readFileSync(file);
    using loop = loopDevice(file);
    expect(await refusal([loop.path])).toMatchObject({
      code: 'MAK-02',
      facts: { disk: loop.path, diskBytes: 200 * MIB, neededBytes: expect.any(Number) },
    });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('rsd create refuses what is no disk, and a disk that is named twice', async () => {
    using loop = loopDevice(backing());
    expect(await refusal(['/dev/null'])).toMatchObject({ code: 'OPT-01' });
    expect(await refusal([join(folder, 'nothing')])).toMatchObject({ code: 'OPT-01' });
    expect(await refusal([loop.path, loop.path])).toMatchObject({ code: 'OPT-01' });
  });

  test('without consent rsd create asks for it by naming the disk, and does nothing without an answer', async () => {
    const file = backing();
    const before = readFileSync(file);
    using loop = loopDevice(file);
    expect(await refusal([loop.path], { consent: 'ask' })).toMatchObject({
      code: 'OPT-01',
      facts: { option: '--yes', problem: expect.stringMatching(`${loop.path} \\(419 MB.*now no partitions`) },
    });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('nothing is written when the person says no', async () => {
    const file = backing();
    const before = readFileSync(file);
    using loop = loopDevice(file);
    const asked: string[] = [];
    const prompts: Prompts = {
      text: () => Promise.reject(new Error('nothing to ask')),
      several: () => Promise.reject(new Error('nothing to ask')),
      async confirm(message) {
        asked.push(message);
        return 'no';
      },
    };
    const { setting } = settingIn(folder);
    const wanted = request({ from: tree.folder, to: [loop.path], consent: 'ask' });
    expect(await faultFrom(create(wanted, setting, prompts))).toMatchObject({ code: 'MAK-07' });
    expect(asked).toEqual([expect.stringMatching(`^Everything on ${loop.path} .* will be lost. Go on\\?$`)]);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('a stick that goes away while it is written is named, and cannot be used', async () => {
    const file = backing();
    using loop = loopDevice(file);
    const { setting } = settingIn(folder);
    let isGone = false;
    const progress = (line: string): void => {
      if (isGone || !line.startsWith('Writing')) return;
      isGone = true;
      truncateSync(file, 0);
      said('losetup', '--set-capacity', loop.path);
    };
    const voice = { ...setting.voice, progress };
    const failed = create(request({ from: tree.folder, to: [loop.path] }), { ...setting, voice }, 'nobody');
    await expect(failed).rejects.toMatchObject({ left: 'unusable', cause: { code: 'MAK-04' } });
    expect(isGone).toBe(true);
  });

  test('of two sticks at once, one that fails does not stop the other', async () => {
    using held = new DisposableStack();
    // The file of the second lies where there is no room for it.
    held.use(mounted('tmpfs', join(folder, 'tiny'), '-t', 'tmpfs', '-o', 'size=4m'));
    const full = join(folder, 'tiny/stick');
    writeFileSync(full, '');
    truncateSync(full, STICK_BYTES);
    const file = backing();
    using loop = loopDevice(file);
    using tiny = loopDevice(full);
    const heard = settingIn(folder);
    const failed = create(
      request({ from: tree.folder, to: [tiny.path, loop.path], output: 'json' }),
      heard.setting,
      'nobody',
    );
    await expect(failed).rejects.toMatchObject({ left: 'unusable', cause: { code: 'MAK-04' } });
    expect(JSON.parse(heard.results[0] ?? '')).toMatchObject({
      targets: [
        { target: tiny.path, outcome: 'failed', left: 'unusable', code: 'MAK-04' },
        { target: loop.path, outcome: 'done' },
      ],
    });
    expect(said('cgpt', 'show', file)).toContain('RSD-DATA');
  });
});
