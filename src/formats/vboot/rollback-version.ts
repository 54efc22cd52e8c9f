import type { Struct } from './struct.ts';

const MAX_VERSION = 0xffff;

/** A version against rollback. @throws Fault FMT-01 above 65535: the firmware has 16 bits to remember it */
export function rollbackVersion(struct: Struct, at: number, field: string): number {
  const version = struct.padded(at, field);
  if (version > MAX_VERSION) throw struct.fault(field, `${version} is above ${MAX_VERSION}`);
  return version;
}
