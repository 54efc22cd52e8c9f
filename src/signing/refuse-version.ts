import { Fault } from '../core/faults.ts';

const MAX_VERSION = 0xffff;

/** @throws Fault FMT-01 when it is not from 0 to 65535: the firmware has 16 bits to remember it */
export function refuseVersion(version: number, field: string): void {
  if (Number.isInteger(version) && version >= 0 && version <= MAX_VERSION) return;
  const problem = `${version} is not from 0 to ${MAX_VERSION}`;
  throw new Fault('FMT-01', { format: 'signing', field, problem });
}
