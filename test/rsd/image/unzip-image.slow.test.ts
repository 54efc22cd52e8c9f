import { pbkdf2 } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeEach, describe, expect } from 'vitest';
import { unzipImage } from '../../../src/rsd/image/unzip-image.ts';
import { testWith, tool } from '../../tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-zip-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);
const ZIP = path('some.zip');
const test = testWith('zip');
const IMAGE = Buffer.from('recovery '.repeat(50_000));
const CENTRAL = Buffer.from('PK\u0001\u0002', 'latin1');

function zipped(...files: readonly (readonly [name: string, content: Uint8Array])[]): void {
  for (const [name, content] of files) writeFileSync(path(name), content);
  const { status } = tool('zip', '-q', '-j', ZIP, ...files.map(([name]) => path(name)));
  expect(status).toBe(0);
  for (const [name] of files) rmSync(path(name));
}

/** Changes the entry in the central directory, which is what readers go by. */
function changeEntry(change: (zip: Buffer, entryAt: number) => void): void {
  const zip = readFileSync(ZIP);
  change(zip, zip.indexOf(CENTRAL));
  writeFileSync(ZIP, zip);
}

function unzip(): Promise<string> {
  return unzipImage(ZIP, folder, () => undefined, new AbortController().signal);
}

describe('unzipImage()', () => {
  beforeEach(() => {
    rmSync(ZIP, { force: true });
  });

  test.for(['disk.bin', 'disk.img', 'DISK.BIN'])('unpacks %s from among other files', async (name) => {
    zipped(['readme.txt', Buffer.from('read me')], [name, IMAGE]);
    const out = await unzip();
    expect(readFileSync(out).equals(IMAGE)).toBe(true);
    rmSync(out);
  });

  test('tells how far it is', async () => {
    zipped(['disk.bin', IMAGE]);
    const told: number[] = [];
    rmSync(await unzipImage(ZIP, folder, (done) => told.push(done), new AbortController().signal));
    expect(told.at(-1)).toBe(IMAGE.length);
  });

  test.for([
    ['no image', () => zipped(['readme.txt', IMAGE]), /no \.bin or \.img/],
    ['two images', () => zipped(['a.bin', IMAGE], ['b.bin', IMAGE]), /2 images/],
    ['a wrong checksum', () => damaged((zip, at) => zip.writeUInt32LE(7, at + 16)), /checksum/],
    [
      'a size that deflate cannot reach',
      () => damaged((zip, at) => zip.writeUInt32LE(0x7fffffff, at + 24)),
      /cannot be/,
    ],
    [
      'a size below the content',
      () => damaged((zip, at) => zip.writeUInt32LE(1000, at + 24)),
      /damaged: too many bytes/,
    ],
    [
      'a size above the content',
      () => damaged((zip, at) => zip.writeUInt32LE(IMAGE.length + 1, at + 24)),
      /damaged: not enough bytes/,
    ],
    [
      'a name that leads out of its folder',
      () => damaged((zip, at) => zip.write('../x.bin', at + 46)),
      /damaged: invalid/,
    ],
    ['a packing that nobody knows', () => damaged((zip, at) => zip.writeUInt16LE(97, at + 10)), /not known/],
    ['a password', () => damaged((zip, at) => zip.writeUInt16LE(1, at + 8)), /encrypted/],
    ['an end that is missing', () => cut(), /damaged: /],
    [
      'packed bytes that were changed',
      () => damaged((zip) => zip.fill(0xff, 100, 140)),
      /damaged: |checksum/,
    ],
  ] as const)('refuses a zip with %s, and leaves no file', async ([, make, problem]) => {
    make();
    await expect(unzip()).rejects.toMatchObject({
      code: 'IMP-01',
      facts: { file: ZIP, problem: expect.stringMatching(problem) },
    });
    expect(readdirSync(folder)).toEqual(['some.zip']);
  });

  test('hears what is wrong with a zip also when it comes while the machine is busy', async () => {
    damaged((zip, at) => zip.writeUInt32LE(1000, at + 24));
    const enough = new AbortController();
    const busy = busyThreads(enough.signal);
    for (let round = 0; round < 200; round += 1)
      await expect(unzip()).rejects.toMatchObject({ code: 'IMP-01' });
    enough.abort();
    await busy;
    expect(readdirSync(folder)).toEqual(['some.zip']);
  });

  test('stops when it is told to, and leaves no file', async () => {
    zipped(['disk.bin', IMAGE]);
    const reason = new Error('enough');
    await expect(unzipImage(ZIP, folder, () => undefined, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(readdirSync(folder)).toEqual(['some.zip']);
  });
});

function damaged(change: (zip: Buffer, entryAt: number) => void): void {
  zipped(['disk.bin', IMAGE]);
  changeEntry(change);
}

/** Keeps all but one of the threads that read and open files at work, until it is told to stop. */
async function busyThreads(signal: AbortSignal): Promise<void> {
  const work = async (): Promise<void> => {
    while (!signal.aborted) await promisify(pbkdf2)('some', 'work', 300, 32, 'sha256');
  };
  await Promise.all([work(), work(), work()]);
}

function cut(): void {
  zipped(['disk.bin', IMAGE]);
  const zip = readFileSync(ZIP);
  writeFileSync(ZIP, zip.subarray(0, zip.length - 30));
}
