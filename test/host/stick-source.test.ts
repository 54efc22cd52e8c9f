import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PayloadFile } from '../../src/core/ports.ts';
import { stickSource } from '../../src/host/stick-source.ts';
import { LOOP_DEVICES, loopDevice, mounted, said } from './real-devices.ts';
import { refuseOpenHandles } from './refuse-open-handles.ts';

// Real block devices and mounts need root and the loop driver: skipped tests are named at the end of a run.
const noLoops = LOOP_DEVICES === 'missing';
const { signal } = new AbortController();

let folder = '';
let stick = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  stick = join(folder, 'stick');
  mkdirSync(stick);
});

afterEach(() => {
  refuseOpenHandles(stick);
  rmSync(folder, { recursive: true });
});

function put(path: string, content: string | Uint8Array = ''): void {
  mkdirSync(dirname(join(stick, path)), { recursive: true });
  writeFileSync(join(stick, path), content);
}

const list = async (): Promise<readonly string[]> => (await stickSource(stick).list(signal)).toSorted();

async function small(id: string, file: string, maxBytes = 100): Promise<string> {
  const bytes = await stickSource(stick).readSmall(id, file, maxBytes, signal);
  return bytes === 'absent' ? 'absent' : Buffer.from(bytes).toString();
}

const payload = (id: string, file: string): Promise<PayloadFile | 'absent'> =>
  stickSource(stick).openPayload(id, file, signal);

/** Both ways to a file must say the same of it. */
async function found(id: string, file: string): Promise<readonly unknown[]> {
  const opened = await payload(id, file);
  if (opened !== 'absent') await opened[Symbol.asyncDispose]();
  return [await small(id, file), opened === 'absent' ? 'absent' : opened.sizeBytes];
}

const ABSENT = ['absent', 'absent'];

test('stickSource().list() gives the folders below recovery, whatever is in them', async () => {
  put('recovery/nimbus-1.10.0/manifest.json', '{}');
  mkdirSync(join(stick, 'recovery/empty_1'));
  put('elsewhere/manifest.json');
  expect(await list()).toEqual(['empty_1', 'nimbus-1.10.0']);
});

test('stickSource().list() passes over names that are no ids', async () => {
  const longest = 'x'.repeat(64);
  const bad = [
    '.hidden',
    '-rf',
    '_x',
    'a b',
    'ü',
    'x'.repeat(65),
    'a\nb',
    'a\\b',
    'System Volume Information',
  ];
  for (const name of [...bad, longest, '0']) mkdirSync(join(stick, 'recovery', name), { recursive: true });
  expect(await list()).toEqual(['0', longest]);
});

test('stickSource().list() passes over what is no folder', async () => {
  put('recovery/index.json', '[]');
  put('recovery/README.txt', '');
  put('recovery/real/manifest.json', '{}');
  symlinkSync('real', join(stick, 'recovery/linked'));
  symlinkSync('/', join(stick, 'recovery/root'));
  said('mkfifo', join(stick, 'recovery/pipe'));
  expect(await list()).toEqual(['real']);
});

test('stickSource().list() finds nothing on a stick without recovery data', async () => {
  expect(await list()).toEqual([]);
  put('recovery', 'a file');
  expect(await list()).toEqual([]);
});

test('stickSource().list() does not follow a link in the place of the folder', async () => {
  mkdirSync(join(folder, 'internal/secret-1'), { recursive: true });
  symlinkSync(join(folder, 'internal'), join(stick, 'recovery'));
  expect(await list()).toEqual([]);
});

test('stickSource().list() takes 256 releases and refuses 300', async () => {
  const make = (at: number): void => void mkdirSync(join(stick, `recovery/r${at}`), { recursive: true });
  for (let at = 0; at < 256; at += 1) make(at);
  expect(await list()).toHaveLength(256);
  for (let at = 256; at < 300; at += 1) make(at);
  await expect(list()).rejects.toMatchObject({ code: 'SRC-06', facts: { found: 300, most: 256 } });
});

test('stickSource().list() refuses a folder that is full of other things', async () => {
  put('recovery/0');
  const more = (at: number): void => linkSync(join(stick, 'recovery/0'), join(stick, `recovery/${at}`));
  for (let at = 1; at < 2000; at += 1) more(at);
  expect(await list()).toEqual([]);
  more(2000);
  await expect(list()).rejects.toMatchObject({ code: 'SRC-06', facts: { found: 2001, most: 2000 } });
});

test('stickSource().list() gives STK-01 when there is no stick', async () => {
  rmSync(stick, { recursive: true });
  await expect(list()).rejects.toMatchObject({ code: 'STK-01', facts: { folder: stick } });
});

test('stickSource().list() gives STK-02 when the stick is a file', async () => {
  rmSync(stick, { recursive: true });
  writeFileSync(stick, '');
  await expect(list()).rejects.toMatchObject({ code: 'STK-02', facts: { errno: 'ENOTDIR' } });
});

test('stickSource() reads a file that is there', async () => {
  put('recovery/a/manifest.json', '{"ü": 1}');
  put('recovery/a/empty', '');
  expect(await found('a', 'manifest.json')).toEqual(['{"ü": 1}', 9]);
  expect(await found('a', 'empty')).toEqual(['', 0]);
});

test.for([
  ['a release', 'b', 'manifest.json'],
  ['a file', 'a', 'kernel.bin'],
  ['a file in a file', 'file', 'manifest.json'],
] as const)('stickSource() finds %s absent that is not there', async ([, id, file]) => {
  put('recovery/a/manifest.json', '{}');
  put('recovery/file', '');
  expect(await found(id, file)).toEqual(ABSENT);
});

test('stickSource() finds files absent on a stick without recovery data', async () => {
  expect(await found('a', 'manifest.json')).toEqual(ABSENT);
});

test.for([
  ['..', 'secret'],
  ['.', 'secret'],
  ['a', '../../../secret'],
  ['a', '..'],
  ['a/../a', 'manifest.json'],
  ['../../internal', 'secret'],
  ['/', 'secret'],
  ['', 'a'],
  ['a', ''],
  ['a', '/etc/passwd'],
  ['a\0', 'manifest.json'],
  ['a', 'manifest.json\0'],
] as const)('stickSource() does not leave the folder for release %j, file %j', async ([id, file]) => {
  put('recovery/a/manifest.json', '{}');
  put('recovery/secret', 'secret');
  put('secret', 'secret');
  mkdirSync(join(folder, 'internal'));
  writeFileSync(join(folder, 'internal/secret'), 'secret');
  writeFileSync(join(folder, 'secret'), 'secret');
  expect(await found(id, file)).toEqual(ABSENT);
});

test.for([
  ['the file', 'recovery/a/manifest.json', 'internal/a/manifest.json'],
  ['the folder of the release', 'recovery/a', 'internal/a'],
  ['the folder of all releases', 'recovery', 'internal'],
] as const)('stickSource() does not follow a link in the place of %s', async ([, link, target]) => {
  mkdirSync(join(folder, 'internal/a'), { recursive: true });
  writeFileSync(join(folder, 'internal/a/manifest.json'), 'secret');
  mkdirSync(dirname(join(stick, link)), { recursive: true });
  symlinkSync(join(folder, target), join(stick, link));
  expect(readFileSync(join(stick, 'recovery/a/manifest.json'), 'utf8')).toBe('secret');
  expect(await found('a', 'manifest.json')).toEqual(ABSENT);
});

test('stickSource() does not follow a link that stays on the stick, or leads nowhere, or to itself', async () => {
  put('recovery/a/real', 'x');
  symlinkSync('real', join(stick, 'recovery/a/linked'));
  symlinkSync('none', join(stick, 'recovery/a/dangling'));
  symlinkSync('loop', join(stick, 'recovery/a/loop'));
  for (const file of ['linked', 'dangling', 'loop']) expect(await found('a', file)).toEqual(ABSENT);
});

test('stickSource() finds a folder in the place of a file absent', async () => {
  mkdirSync(join(stick, 'recovery/a/manifest.json'), { recursive: true });
  expect(await found('a', 'manifest.json')).toEqual(ABSENT);
});

test('stickSource() finds a pipe in the place of a file absent, and does not wait for it', async () => {
  mkdirSync(join(stick, 'recovery/a'), { recursive: true });
  said('mkfifo', join(stick, 'recovery/a/manifest.json'));
  expect(await found('a', 'manifest.json')).toEqual(ABSENT);
});

test('stickSource() finds a socket in the place of a file absent', async () => {
  mkdirSync(join(stick, 'recovery/a'), { recursive: true });
  const server = createServer().listen(join(stick, 'recovery/a/manifest.json'));
  await new Promise((resolve) => server.once('listening', resolve));
  expect(await found('a', 'manifest.json')).toEqual(ABSENT);
  await new Promise((resolve) => server.close(resolve));
});

test.skipIf(noLoops)(
  'stickSource() does not open a device in the place of a file (mknod, root)',
  async () => {
    mkdirSync(join(stick, 'recovery/a'), { recursive: true });
    said('mknod', join(stick, 'recovery/a/manifest.json'), 'c', '1', '5');
    expect(await found('a', 'manifest.json')).toEqual(ABSENT);
  },
);

test('stickSource().readSmall() takes a file of exactly the most bytes and refuses one more', async () => {
  put('recovery/a/full', 'x'.repeat(100));
  put('recovery/a/long', 'x'.repeat(101));
  expect(await small('a', 'full')).toBe('x'.repeat(100));
  await expect(small('a', 'long')).rejects.toMatchObject({
    code: 'MAN-03',
    facts: { file: 'long', bytes: 101, maxBytes: 100 },
  });
});

test('stickSource().readSmall() says how long a file is that is far too long, and does not read it', async () => {
  put('recovery/a/huge');
  truncateSync(join(stick, 'recovery/a/huge'), 2 ** 40);
  await expect(small('a', 'huge', 65_536)).rejects.toMatchObject({
    code: 'MAN-03',
    facts: { bytes: 2 ** 40, maxBytes: 65_536 },
  });
});

test.for([
  ['from the start', 0, 4, 'abcd'],
  ['from the middle', 3, 4, 'defg'],
  ['up to the end', 8, 2, 'ij'],
  ['over the end', 8, 10, 'ij'],
  ['at the end', 10, 4, ''],
  ['behind the end', 2 ** 40, 4, ''],
  ['nothing', 3, 0, ''],
] as const)('a payload of stickSource() is read %s', async ([, offsetBytes, bytes, text]) => {
  put('recovery/a/rootfs.img', 'abcdefghij');
  const file = await payload('a', 'rootfs.img');
  if (file === 'absent') throw new Error('absent');
  await using held = file;
  const into = Buffer.alloc(bytes, '-');
  expect(await held.read(offsetBytes, into, signal)).toBe(text.length);
  expect(into.toString()).toBe(text.padEnd(bytes, '-'));
  expect(held.sizeBytes).toBe(10);
});

test('a payload of stickSource() is read into shared memory, in several places at once', async () => {
  const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, at) => (at * 31) >> 7));
  put('recovery/a/rootfs.img', content);
  const file = await payload('a', 'rootfs.img');
  if (file === 'absent') throw new Error('absent');
  await using held = file;
  const into = new Uint8Array(new SharedArrayBuffer(300_000));
  const read = [0, 100_000, 200_000].map((at) => held.read(at, into.subarray(at, at + 100_000), signal));
  expect(await Promise.all(read)).toEqual([100_000, 100_000, 100_000]);
  expect(Buffer.compare(into, content)).toBe(0);
});

test('a payload of stickSource() ends early when the file has become shorter', async () => {
  put('recovery/a/rootfs.img', 'abcdefghij');
  const file = await payload('a', 'rootfs.img');
  if (file === 'absent') throw new Error('absent');
  await using held = file;
  truncateSync(join(stick, 'recovery/a/rootfs.img'), 4);
  expect(await held.read(2, Buffer.alloc(8), signal)).toBe(2);
  expect(held.sizeBytes).toBe(10);
});

test('a payload of stickSource() is not read any more when the run is stopped', async () => {
  put('recovery/a/rootfs.img', 'abc');
  const file = await payload('a', 'rootfs.img');
  if (file === 'absent') throw new Error('absent');
  await using held = file;
  const reason = new Error('stopped');
  await expect(held.read(0, Buffer.alloc(3), AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('a payload of stickSource() is read to its end when the folder goes away', async () => {
  put('recovery/a/rootfs.img', 'abc');
  const file = await payload('a', 'rootfs.img');
  if (file === 'absent') throw new Error('absent');
  await using held = file;
  renameSync(stick, `${stick}-moved`);
  expect(await held.read(0, Buffer.alloc(3), signal)).toBe(3);
});

test('stickSource() gives STK-03 for a stick that went away after it was listed', async () => {
  put('recovery/a/manifest.json', '{}');
  expect(await list()).toEqual(['a']);
  rmSync(stick, { recursive: true });
  await expect(small('a', 'manifest.json')).rejects.toMatchObject({ code: 'STK-03' });
  await expect(payload('a', 'manifest.json')).rejects.toMatchObject({ code: 'STK-03' });
});

test.skipIf(noLoops)('stickSource() gives STK-02 when the stick cannot be read (loop device)', async () => {
  const image = join(folder, 'image');
  writeFileSync(image, new Uint8Array(8 << 20));
  said('mkfs.ext4', '-q', '-O', '^has_journal', image);
  {
    using _ = mounted(image, stick, '-o', 'loop');
    put('recovery/a/manifest.json', 'x'.repeat(5000));
    put('recovery/a/rootfs.img', 'x'.repeat(1 << 20));
  }
  using loop = loopDevice(image, '--read-only');
  using _ = mounted(loop.path, stick, '-o', 'ro,errors=continue');
  const file = await payload('a', 'rootfs.img');
  if (file === 'absent') throw new Error('absent');
  await using held = file;
  // The stick loses everything behind its first mebibyte, and the data of our files is there.
  truncateSync(image, 1 << 20);
  said('losetup', '--set-capacity', loop.path);
  await expect(held.read(0, Buffer.alloc(1 << 20), signal)).rejects.toMatchObject({ code: 'STK-02' });
});
