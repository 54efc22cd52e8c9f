import { constants, type FileHandle, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../core/faults.ts';
import type { Speaker } from '../core/ports.ts';
import { errnoOf } from './errno-of.ts';

const INPUTS = 'sys/class/input';
const MAX_INPUTS = 256;
/** What the kernel's pcspkr driver calls itself. */
const NAME = 'PC Speaker';
/** struct input_event of a 64-bit kernel (linux/input.h): 16 bytes of time, type, code, value. */
const EVENT_BYTES = 24;
const AT = { type: 16, code: 18, value: 20 };
const EV_SND = 0x12;
const SND_TONE = 0x02;

/** The PC speaker, by its input device below `root`. */
export function pcSpeaker(root: string): Speaker {
  return {
    async open() {
      const device = await opened(root).catch(silent);
      return {
        sound: async (tone) =>
          void (await device.write(toneEvent(tone === 'silence' ? 0 : tone)).catch(silent)),
        [Symbol.asyncDispose]: () => device.close(),
      };
    },
  };
}

async function opened(root: string): Promise<FileHandle> {
  const names = await readdir(join(root, INPUTS)).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.filter((one) => one.startsWith('event')).slice(0, MAX_INPUTS)) {
    // A device without a name, or one that was just pulled, is not the one.
    const called = await readFile(join(root, INPUTS, name, 'device/name'), 'utf8').catch(() => '');
    if (called.trim() === NAME) return await open(join(root, 'dev/input', name), constants.O_WRONLY);
  }
  throw new Fault('DEV-02', { problem: 'there is no PC speaker' });
}

function silent(error: unknown): never {
  if (error instanceof Fault) throw error;
  throw new Fault('DEV-02', { errno: errnoOf(error) }, { cause: error });
}

function toneEvent(hertz: number): Uint8Array {
  const event = new DataView(new ArrayBuffer(EVENT_BYTES));
  event.setUint16(AT.type, EV_SND, true);
  event.setUint16(AT.code, SND_TONE, true);
  event.setInt32(AT.value, hertz, true);
  return new Uint8Array(event.buffer);
}
