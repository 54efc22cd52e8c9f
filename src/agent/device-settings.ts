import { parse, TomlError } from 'smol-toml';
import * as z from 'zod';
import { Fault } from '../core/faults.ts';

/** `device.toml` of the recovery root filesystem: what whoever built it knows of the devices that it is for. */
export interface DeviceSettings {
  /** With what flashrom reaches the chip that the firmware is in. Absent when the file does not say. */
  readonly programmer?: string;
}

export const DEVICE_FILE = 'device.toml';
export const MAX_DEVICE_BYTES: number = 16 * 1024;

/** A name of flashrom, and what that programmer is told. */
const PROGRAMMER = /^[a-z][a-z0-9_]{0,31}(?::[\x21-\x7e]{1,255})?$/;

const SCHEMA = z.strictObject({
  firmware: z
    .strictObject({
      programmer: z.string().regex(PROGRAMMER, 'not a programmer of flashrom').exactOptional(),
    })
    .default({}),
});

/**
 * Reads `device.toml`. It decides whose firmware counts as the device's own, so it is read from what is verified at the
 * start and from nowhere else.
 * @throws Fault FWR-01
 */
export function readDeviceSettings(bytes: Uint8Array | 'absent'): DeviceSettings {
  const settings = SCHEMA.safeParse(parsed(bytes === 'absent' ? '' : new TextDecoder().decode(bytes)));
  if (settings.success) return settings.data.firmware;
  const [issue] = settings.error.issues;
  throw wrong(`${issue?.path.join('.') ?? ''} ${issue?.message ?? 'not understood'}`.trim());
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw wrong(`line ${error.line}: ${error.message.split('\n')[0]}`);
  }
}

function wrong(problem: string): Fault {
  return new Fault('FWR-01', { reason: `${DEVICE_FILE}: ${problem}`.slice(0, 200) });
}
