import { createHash } from 'node:crypto';
import type { VerifiedRelease } from '../catalog/verified-release.ts';
import type { DeviceModel } from '../core/device.ts';
import type { Emit } from '../core/events.ts';
import { Fault, toFault } from '../core/faults.ts';
import { errnoOf } from '../host/errno-of.ts';
import { readStickFile } from '../host/read-stick-file.ts';
import { StickFolder } from '../net/keep/stick-folder.ts';

/** Which devices this stick has recovered, and with what. A device without a serial number is never known. */
export interface LineMemory {
  knows(device: DeviceModel, release: Pick<VerifiedRelease, 'digest'>): Promise<'done-before' | 'new'>;
  remember(device: DeviceModel, release: Pick<VerifiedRelease, 'digest'>): Promise<void>;
}

export const LINE_MEMORY_FILE = 'line-done.txt';
const NEW_FILE = 'line-done.new';
/** The oldest are forgotten first. */
const MAX_DEVICES = 10_000;
/** A SHA-256 in hexadecimal: of who the device is and what it got, so that nobody can read serial numbers off a stick. */
const ENTRY = /^[0-9a-f]{64}$/;
const ENTRY_BYTES = 65;

/**
 * The memory in a file at the root of the stick's data partition. What the file says is trusted with nothing: at worst a
 * device is recovered once more, or the screen says that it was. Nothing that fails here stops a run; it is a warning.
 */
export function lineMemory(stick: string, emit: Emit): LineMemory {
  const orWarn = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      emit({ kind: 'warning', code: 'LIN-01', facts: problemOf(error) });
      return otherwise;
    }
  };
  return {
    async knows(device, release) {
      const entry = entryOf(device, release);
      if (entry === 'no-serial') return 'new';
      const entries = await orWarn(() => readEntries(stick), []);
      return entries.includes(entry) ? 'done-before' : 'new';
    },
    async remember(device, release) {
      const entry = entryOf(device, release);
      if (entry === 'no-serial') return;
      await orWarn(async () => {
        const others = (await readEntries(stick)).filter((one) => one !== entry);
        await writeEntries(stick, [...others, entry].slice(-MAX_DEVICES));
      }, undefined);
    },
  };
}

function entryOf({ hwid, serial }: DeviceModel, { digest }: Pick<VerifiedRelease, 'digest'>): string {
  if (serial === 'unknown' || hwid === 'unknown') return 'no-serial';
  return createHash('sha256')
    .update(JSON.stringify([hwid.value, serial.value, digest]))
    .digest('hex');
}

async function readEntries(stick: string): Promise<readonly string[]> {
  const bytes = await readStickFile(stick, LINE_MEMORY_FILE, MAX_DEVICES * ENTRY_BYTES);
  if (bytes === 'absent') return [];
  return new TextDecoder('latin1')
    .decode(bytes)
    .split('\n')
    .filter((text) => ENTRY.test(text));
}

async function writeEntries(stick: string, entries: readonly string[]): Promise<void> {
  await using folder = await StickFolder.at(stick);
  await folder.write(NEW_FILE, new TextEncoder().encode(`${entries.join('\n')}\n`));
  await folder.rename(NEW_FILE, folder, LINE_MEMORY_FILE);
  await folder.sync();
}

function problemOf(error: unknown): Fault['facts'] {
  return error instanceof Fault ? toFault(error).facts : { errno: errnoOf(error) };
}
