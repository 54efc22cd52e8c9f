import * as z from 'zod';
import { Fault } from '../../core/faults.ts';

/** The longest file of a device. */
export const MAX_DEVICE_FILE_BYTES: number = 16 * 1024;

/** The words of a device: of a small file, such as a website hands out for a model, or of options. */
export interface DeviceWords {
  readonly hwid: string;
  readonly sku?: number | undefined;
  readonly arch?: 'x86_64' | 'aarch64' | 'armv7l' | 'i686' | undefined;
  readonly developerSwitch?: 'on' | 'off' | undefined;
  /** Where its recovery data is: `sftp://…` or a folder. */
  readonly from?: string | undefined;
}

const SCHEMA = z.strictObject({
  hwid: z.string().min(1).max(255),
  sku: z.int().min(0).max(0xffffffff).optional(),
  arch: z.enum(['x86_64', 'aarch64', 'armv7l', 'i686']).optional(),
  developerSwitch: z.enum(['on', 'off']).optional(),
  from: z.string().min(1).max(1024).optional(),
});

/** Reads a device file: JSON with `hwid` and what else is known. @throws Fault OPT-01 */
export function readDeviceFile(file: string, bytes: Uint8Array): DeviceWords {
  const wrong = (problem: string): Fault => new Fault('OPT-01', { option: file, problem });
  if (bytes.length > MAX_DEVICE_FILE_BYTES) throw wrong(`it is longer than ${MAX_DEVICE_FILE_BYTES} bytes`);
  const read = SCHEMA.safeParse(parsed(bytes, wrong));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw wrong(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
}

function parsed(bytes: Uint8Array, wrong: (problem: string) => Fault): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw wrong('it is not JSON');
  }
}
