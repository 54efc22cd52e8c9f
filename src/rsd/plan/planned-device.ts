import { open } from 'node:fs/promises';
import type { Arch } from '../../core/device.ts';
import { Fault } from '../../core/faults.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { type DeviceWords, MAX_DEVICE_FILE_BYTES, readDeviceFile } from '../device/read-device-file.ts';

interface DeviceOptions {
  readonly device?: string;
  readonly hwid?: string;
  readonly sku?: number;
  readonly arch?: Arch;
  readonly developer?: true;
  readonly from?: string;
}

export interface PlannedDevice {
  readonly words: DeviceWords;
  /** Where they are from, for people. */
  readonly wordsFrom: string;
  /** The tree that is meant. */
  readonly place: string;
}

/** The device of the options: its file, and over that what is given by itself. @throws Fault OPT-01 */
export async function plannedDevice(options: DeviceOptions): Promise<PlannedDevice> {
  const file = options.device === undefined ? undefined : await fromFile(options.device);
  const hwid = options.hwid ?? file?.hwid;
  if (hwid === undefined)
    throw new Fault('OPT-01', { option: '--hwid', problem: 'it is missing, and --device as well' });
  const place = options.from ?? file?.from;
  if (place === undefined)
    throw new Fault('OPT-01', { option: '--from', problem: 'it is missing: where is the recovery data?' });
  const words: DeviceWords = {
    hwid,
    sku: options.sku ?? file?.sku,
    arch: options.arch ?? file?.arch,
    developerSwitch: options.developer ? 'on' : (file?.developerSwitch ?? 'off'),
  };
  return { words, wordsFrom: options.device ?? 'the command line', place };
}

async function fromFile(path: string): Promise<DeviceWords> {
  try {
    await using file = await open(path);
    const room = new Uint8Array(MAX_DEVICE_FILE_BYTES + 1);
    const { bytesRead } = await file.read(room, 0, room.length, 0);
    return readDeviceFile(path, room.subarray(0, bytesRead));
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(
      'OPT-01',
      { option: path, problem: `it cannot be read (${errnoOf(error)})` },
      { cause: error },
    );
  }
}
