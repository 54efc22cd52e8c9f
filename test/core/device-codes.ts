import { FAULTS, type FaultCode } from '../../src/core/fault-catalogue.ts';
import { shownOnDevice } from '../../src/core/shown-on-device.ts';

/** The faults that may come to the screen of a device. Those of the `rsd` command only speak English. */
export const DEVICE_CODES: readonly FaultCode[] = Object.keys(FAULTS)
  .filter((code): code is FaultCode => code in FAULTS)
  .filter((code) => shownOnDevice(code) === 'yes');
