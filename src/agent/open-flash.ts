import { Fault, isFault } from '../core/faults.ts';
import type { FirmwareFlash } from '../core/firmware-flash.ts';
import { flashrom } from '../host/flashrom.ts';
import { readStickFile } from '../host/read-stick-file.ts';
import type { DevicePaths } from './device-paths.ts';
import { DEVICE_FILE, MAX_DEVICE_BYTES, readDeviceSettings } from './device-settings.ts';

/**
 * The flash chip of the device, by the `device.toml` that is baked into the recovery root filesystem. `'none'` on a
 * simulated device that does not name one; a real one has its own. Nothing is asked of the chip yet.
 * @throws Fault FWR-01 when the file cannot be used
 */
export async function openFlash(
  { root, defaults }: DevicePaths,
  log: (line: string) => void,
): Promise<FirmwareFlash | 'none'> {
  const { programmer = root === '/' ? 'internal' : 'none' } = readDeviceSettings(await deviceFile(defaults));
  return programmer === 'none' ? 'none' : flashrom({ programmer, folder: root, log });
}

async function deviceFile(folder: string): Promise<Uint8Array | 'absent'> {
  try {
    return await readStickFile(folder, DEVICE_FILE, MAX_DEVICE_BYTES);
  } catch (error) {
    if (!isFault(error, 'STK-02')) throw error;
    const reason = `${DEVICE_FILE} cannot be read: ${String(error.facts['reason'] ?? error.facts['errno'])}`;
    throw new Fault('FWR-01', { reason }, { cause: error });
  }
}
