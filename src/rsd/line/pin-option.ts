import { InvalidArgumentError } from 'commander';
import type { Pin } from '../../catalog/control.ts';

/** A hardware ID may hold anything but a space at its ends; an id of a release holds neither `=` nor `@`. */
const PIN = /^(?<hwid>.+?)(?:@(?<skus>\d{1,10}(?:,\d{1,10})*))?=(?<release>[^=@]+)$/;

/** For `--pin HWID=RELEASE` and `--pin HWID@SKU,SKU=RELEASE`, which may be given several times. */
export function addPin(text: string, before: readonly Pin[] = []): readonly Pin[] {
  const { hwid, skus, release } = PIN.exec(text)?.groups ?? {};
  if (hwid === undefined || release === undefined)
    throw new InvalidArgumentError('It is not HWID=RELEASE or HWID@SKU,SKU=RELEASE.');
  const pin = skus === undefined ? { hwid, release } : { hwid, skus: skus.split(',').map(Number), release };
  return [...before, pin];
}
