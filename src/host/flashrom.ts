import { mkdtempDisposable, open, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault, isFault } from '../core/faults.ts';
import type { FirmwareFlash, FlashRange } from '../core/firmware-flash.ts';
import { findFmap } from '../formats/fmap/find-fmap.ts';
import { type FlashromEnd, type FlashromPlace, runFlashrom } from './run-flashrom.ts';

const READ_LIMIT_MS = 300_000;
/** The map is searched for in few places, and tells whether there is anything to wait for. */
const MAP_LIMIT_MS = 30_000;
const MAX_CHIP_BYTES = 1 << 26;
const ERASED = 0xff;
const MAP_AREA = 'FMAP';

/**
 * The chip behind a programmer of flashrom. Areas are named to flashrom by a layout that is made here: what the map of the
 * chip says reaches it nowhere. What is read and written lies in a folder of ours in between.
 */
export function flashrom(place: FlashromPlace): FirmwareFlash {
  const programmer = place.programmer.split(':', 1).join('');
  const unreadable = (reason: string): Fault => new Fault('FWR-01', { programmer, reason });
  const dumped = async (
    choice: readonly string[],
    signal: AbortSignal,
    limitMs = READ_LIMIT_MS,
  ): Promise<Dump> => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'rsd-flash-'));
    const file = join(folder.path, 'flash.bin');
    const end = await runFlashrom(place, [...choice, '-r', file], { signal, limitMs });
    return { end, bytes: end.kind === 'done' ? await wholeChip(file, unreadable) : new Uint8Array() };
  };
  const readAll = async (signal: AbortSignal): Promise<Uint8Array> => {
    const { end, bytes } = await dumped([], signal);
    if (end.kind !== 'done') throw unreadable(end.reason);
    return bytes;
  };
  return {
    readAll,
    async readMap(signal) {
      const { end, bytes } = await dumped(['--fmap', '-i', MAP_AREA], signal, MAP_LIMIT_MS);
      if (end.kind === 'no-answer') throw unreadable(end.reason);
      const area = end.kind === 'done' ? mapArea(bytes) : 'none';
      // Where the map is not called by its usual name, there is another way.
      return area === 'none' ? await readAll(signal) : only([area], bytes);
    },
    async read(ranges, signal) {
      await using layout = await layoutOf(ranges);
      const { end, bytes } = await dumped(layout.choice, signal);
      if (end.kind !== 'done') throw unreadable(end.reason);
      return only(ranges, bytes);
    },
    async write(image, ranges) {
      await using layout = await layoutOf(ranges);
      const file = join(layout.path, 'flash.bin');
      await writeFile(file, image);
      // flashrom compares what it wrote; that nothing else changed is for the caller to read back.
      const end = await runFlashrom(place, [...layout.choice, '-N', '-w', file], 'cannot-be-stopped');
      if (end.kind !== 'done') throw new Fault('FWR-09', { programmer, reason: end.reason });
    },
  };
}

interface Dump {
  readonly end: FlashromEnd;
  readonly bytes: Uint8Array;
}

async function wholeChip(path: string, unreadable: (reason: string) => Fault): Promise<Uint8Array> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  if (size === 0 || size > MAX_CHIP_BYTES) throw unreadable(`the chip has ${size} bytes`);
  return new Uint8Array(await file.readFile());
}

function mapArea(bytes: Uint8Array): FlashRange | 'none' {
  try {
    return findFmap(bytes).fmap.areas.find(({ name }) => name === MAP_AREA) ?? 'none';
  } catch (error) {
    if (isFault(error, 'FMT-01')) return 'none';
    throw error;
  }
}

/** flashrom puts zeros where it did not read. */
function only(ranges: readonly FlashRange[], bytes: Uint8Array): Uint8Array {
  const image = new Uint8Array(bytes.length).fill(ERASED);
  for (const { offsetBytes, sizeBytes } of ranges) {
    image.set(bytes.subarray(offsetBytes, offsetBytes + sizeBytes), offsetBytes);
  }
  return image;
}

interface Layout extends AsyncDisposable {
  /** A folder of ours. */
  readonly path: string;
  readonly choice: readonly string[];
}

/** The names in it are ours, as a name of the map may be anything. */
async function layoutOf(ranges: readonly FlashRange[]): Promise<Layout> {
  // Without a name flashrom takes the whole chip.
  if (ranges.length === 0 || !ranges.every(isRange)) throw new RangeError('These are no ranges of a chip');
  const folder = await mkdtempDisposable(join(tmpdir(), 'rsd-flash-'));
  const file = join(folder.path, 'layout');
  const hex = (offsetBytes: number): string => offsetBytes.toString(16).padStart(8, '0');
  const lines = ranges.map(
    ({ offsetBytes, sizeBytes }, nth) => `${hex(offsetBytes)}:${hex(offsetBytes + sizeBytes - 1)} r${nth}\n`,
  );
  await writeFile(file, lines.join(''));
  const choice = ['-l', file, ...ranges.flatMap((_, nth) => ['-i', `r${nth}`])];
  return { path: folder.path, choice, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

function isRange({ offsetBytes, sizeBytes }: FlashRange): boolean {
  return [offsetBytes, sizeBytes - 1].every((value) => Number.isSafeInteger(value) && value >= 0);
}
