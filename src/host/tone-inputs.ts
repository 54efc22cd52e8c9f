import { constants, type FileHandle, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../core/faults.ts';
import type { Speaker } from '../core/ports.ts';
import { errnoOf } from './errno-of.ts';

const INPUTS = 'sys/class/input';
const MAX_INPUTS = 256;
/** struct input_event of a 64-bit kernel (linux/input.h): 16 bytes of time, type, code, value. */
const EVENT_BYTES = 24;
const AT = { type: 16, code: 18, value: 20 };
const EV_SND = 0x12;
const SND_TONE = 0x02;

/**
 * The loudspeakers that are input devices below `root`, all at once: the PC speaker, which the kernel has on every PC
 * whether or not there is one, and the beepers of sound chips.
 */
export function toneInputs(root: string): Speaker {
  return {
    async open() {
      const devices = await opened(root).catch(silent);
      return {
        async sound(tone) {
          const event = toneEvent(tone === 'silence' ? 0 : tone);
          await Promise.all(devices.map((device) => device.write(event))).catch(silent);
        },
        async [Symbol.asyncDispose]() {
          await Promise.all(devices.map((device) => device.close()));
        },
      };
    },
  };
}

async function opened(root: string): Promise<readonly FileHandle[]> {
  const names = await readdir(join(root, INPUTS)).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  await using devices = new AsyncDisposableStack();
  const handles: FileHandle[] = [];
  for (const name of names.filter((one) => one.startsWith('event')).slice(0, MAX_INPUTS)) {
    const folder = join(root, INPUTS, name, 'device');
    // One that was just pulled sounds nothing.
    if (!soundsTones(await readFile(join(folder, 'capabilities/snd'), 'utf8').catch(() => ''))) continue;
    handles.push(devices.use(await open(join(root, 'dev/input', name), constants.O_WRONLY)));
  }
  if (handles.length === 0) throw new Fault('DEV-02', { problem: 'there is no PC speaker' });
  devices.move();
  return handles;
}

/** A bit mask of the kernel: words in hexadecimal, the highest first. */
function soundsTones(capabilities: string): boolean {
  const low = capabilities.trim().split(' ').at(-1) ?? '';
  return /^[0-9a-f]{1,16}$/.test(low) && ((BigInt(`0x${low}`) >> BigInt(SND_TONE)) & 1n) === 1n;
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
