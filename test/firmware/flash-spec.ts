import type { FlashSpec } from '../../src/simulate/make-flash.ts';
import { newKey, newReleaseKeys } from '../../src/simulate/simulated-keys.ts';

/** Keys of one maker, shared by all tests of a file: they take a while to make. */
export const ROOT = newKey();
export const RECOVERY = newKey();
const MAKER = newReleaseKeys(ROOT);

/** The flash of a netbook of that maker. */
export function flashSpec(change: Partial<FlashSpec> = {}): FlashSpec {
  return {
    hwid: 'NIMBUS A2B-C3D-E4F',
    gbbFlags: 0x39,
    root: ROOT,
    recovery: RECOVERY,
    keys: MAKER,
    readOnlyId: 'Google_Nimbus.15117.100.0',
    readWriteId: 'Google_Nimbus.15117.112.0',
    version: 1,
    readOnlyVpd: new Map([
      ['serial_number', 'NB0042'],
      ['region', 'gb'],
    ]),
    readWriteVpd: new Map([['block_devmode', '0']]),
    ...change,
  };
}
