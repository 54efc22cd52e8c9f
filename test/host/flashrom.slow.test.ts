import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { isFault } from '../../src/core/faults.ts';
import type { FirmwareFlash } from '../../src/core/firmware-flash.ts';
import { flashrom } from '../../src/host/flashrom.ts';
import { FLASH_AREAS } from '../../src/simulate/flash-areas.ts';
import { makeFlash } from '../../src/simulate/make-flash.ts';
import { flashSpec } from '../firmware/flash-spec.ts';
import { testWith } from '../tool.ts';

const CHIP = 'dummy:emulate=W25Q128FV,image=flash.bin';
const FLASH = makeFlash(flashSpec());
const never = new AbortController().signal;
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

interface Chip {
  readonly flash: FirmwareFlash;
  readonly said: readonly string[];
  readonly content: () => Buffer;
}

function chip(content: Uint8Array = FLASH, programmer: string = CHIP): Chip {
  const folder = mkdtempSync(join(tmpdir(), 'rsd-chip-'));
  folders.push(folder);
  const file = join(folder, 'flash.bin');
  writeFileSync(file, content);
  const said: string[] = [];
  const flash = flashrom({ programmer, folder, log: (line) => said.push(line) });
  return { flash, said, content: () => readFileSync(file) };
}

function area(wanted: string) {
  const found = FLASH_AREAS.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(wanted);
  return found;
}

/** The image with everything outside of the areas erased. */
function onlyAreas(...names: readonly string[]): Buffer {
  const image = Buffer.alloc(FLASH.length, 0xff);
  for (const { offsetBytes, sizeBytes } of names.map(area)) {
    image.set(FLASH.subarray(offsetBytes, offsetBytes + sizeBytes), offsetBytes);
  }
  return image;
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

async function refusal(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.then(
    () => 'nothing was thrown',
    (thrown: unknown) => thrown,
  );
  return isFault(error, 'FWR-01') || isFault(error, 'FWR-09') ? { code: error.code, ...error.facts } : error;
}

const test = testWith('flashrom');

test('reading the map, some areas, and all gives just their bytes', async () => {
  const { flash, said } = chip();
  expect(same(await flash.readMap(never), onlyAreas('FMAP'))).toBe(true);
  const some = await flash.read([area('GBB'), area('RO_VPD')], never);
  expect(same(some, onlyAreas('GBB', 'RO_VPD'))).toBe(true);
  expect(same(await flash.readAll(never), FLASH)).toBe(true);
  expect(said.join('\n')).toContain('Found Winbond flash chip');
});

test('a map that is called otherwise is found by reading everything', async () => {
  const other = Buffer.from(FLASH);
  const name = other.indexOf(Buffer.from('FMAP\0', 'latin1'), area('FMAP').offsetBytes + 56);
  other.write('MAP!', name, 'latin1');
  expect(same(await chip(other).flash.readMap(never), other)).toBe(true);
});

test('a chip without a map is read, for others to find none', async () => {
  const blank = Buffer.alloc(FLASH.length, 0xff);
  expect(same(await chip(blank).flash.readMap(never), blank)).toBe(true);
});

test('a write changes the ranges that it names, and nothing else', async () => {
  const { flash, content } = chip();
  const image = Buffer.from(makeFlash(flashSpec({ readWriteId: 'Google_Nimbus.15200.0.0' })));
  const ranges = [area('RW_SECTION_A'), area('RW_LEGACY')];
  await flash.write(image, ranges);
  const expected = Buffer.from(FLASH);
  for (const { offsetBytes, sizeBytes } of ranges) {
    image.copy(expected, offsetBytes, offsetBytes, offsetBytes + sizeBytes);
  }
  expect(same(content(), expected)).toBe(true);
});

test.for([
  ['a chip that is write-protected', `${CHIP},hwwp=yes,spi_status=0x9c`, FLASH.length],
  ['an image that is shorter than the chip', CHIP, FLASH.length / 2],
] as const)('writing to %s fails with FWR-09, and the chip is as before', async ([, programmer, bytes]) => {
  const { flash, content } = chip(FLASH, programmer);
  const image = Buffer.alloc(bytes, 0x55);
  expect(await refusal(flash.write(image, [area('RW_SECTION_A')]))).toEqual({
    code: 'FWR-09',
    programmer: 'dummy',
    reason: expect.stringMatching(/^flashrom ended with [1-9]\d*: \S/),
  });
  expect(same(content(), FLASH)).toBe(true);
});

test.for([
  ['a chip that is not known', 'dummy:emulate=NOTHING', /^flashrom ended with 1: \S/],
  ['a programmer that does not exist', 'nonsense:secret=1', /^flashrom ended with 1: \S/],
  ['a range behind the end of the chip', CHIP, /^flashrom ended with 1: \S/],
] as const)('reading with %s fails with FWR-01', async ([, programmer, reason]) => {
  const ranges = [{ name: 'x', offsetBytes: FLASH.length - 16, sizeBytes: 32 }];
  expect(await refusal(chip(FLASH, programmer).flash.read(ranges, never))).toEqual({
    code: 'FWR-01',
    programmer: programmer.split(':', 1)[0],
    reason: expect.stringMatching(reason),
  });
});

test('ranges that are none are a defect, not the whole chip', async () => {
  const { flash, said } = chip();
  for (const ranges of [
    [],
    [{ name: 'x', offsetBytes: -1, sizeBytes: 4 }],
    [{ name: 'x', offsetBytes: 0, sizeBytes: 0 }],
  ]) {
    await expect(flash.read(ranges, never)).rejects.toThrow(RangeError);
    await expect(flash.write(FLASH, ranges)).rejects.toThrow(RangeError);
  }
  expect(said).toEqual([]);
});

test('a chip that does not answer is left when the run is stopped', async () => {
  await using server = await silentServer();
  const before = leftOvers();
  const stop = new AbortController();
  const { flash } = chip(FLASH, `serprog:ip=127.0.0.1:${server.port}`);
  const reading = flash.readAll(stop.signal);
  await server.called;
  stop.abort(new Error('stopped'));
  await expect(reading).rejects.toThrow('stopped');
  await expect(flash.readAll(stop.signal)).rejects.toThrow('stopped');
  expect(leftOvers()).toEqual(before);
});

/** Puts another program in the place of flashrom. */
function withProgram(script: string): Chip & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'rsd-chip-'));
  folders.push(folder);
  writeFileSync(join(folder, 'flashrom'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const said: string[] = [];
  const programs = `${folder}:/usr/bin:/bin`;
  const flash = flashrom({ programmer: 'internal', folder, log: (line) => said.push(line), programs });
  return { flash, said, folder, content: () => readFileSync(join(folder, 'written')) };
}

test('a programmer that complains for ever is not listened to for ever', async () => {
  const { flash, said } = withProgram('while :; do echo "Transaction error!" >&2; done');
  expect(await refusal(flash.readMap(never))).toEqual({
    code: 'FWR-01',
    programmer: 'internal',
    reason: 'flashrom did not come to an end',
  });
  expect(said.length).toBeLessThan(210);
});

test('a write that complains a lot is let run to its end', async () => {
  const { flash, content } = withProgram(
    'for n in $(seq 5000); do echo "retry $n" >&2; done; sleep 0.3; echo whole >written',
  );
  await flash.write(FLASH, [area('GBB')]);
  expect(content().toString()).toBe('whole\n');
});

test('without flashrom the firmware cannot be read, and the reason says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rsd-chip-'));
  folders.push(folder);
  const flash = flashrom({ programmer: 'internal', folder, log: () => {}, programs: folder });
  expect(await refusal(flash.readMap(never))).toEqual({
    code: 'FWR-01',
    programmer: 'internal',
    reason: 'flashrom is not there',
  });
});

test('control characters of what flashrom prints reach no log', async () => {
  const { flash, said } = withProgram("printf 'a\\033[2Jb\\n\\033\\n' >&2; exit 3");
  expect(await refusal(flash.readAll(never))).toMatchObject({ reason: 'flashrom ended with 3: a[2Jb' });
  expect(said.slice(1)).toEqual(['a[2Jb']);
});

function leftOvers(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('rsd-flash-'));
}

interface SilentServer extends AsyncDisposable {
  readonly port: number;
  readonly called: Promise<void>;
}

/** Takes calls and says nothing. */
async function silentServer(): Promise<SilentServer> {
  const { promise: called, resolve } = Promise.withResolvers<void>();
  const server: Server = createServer(() => resolve());
  await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, called, [Symbol.asyncDispose]: async () => void server.close() };
}
