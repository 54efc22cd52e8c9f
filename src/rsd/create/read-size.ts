import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { '': 1, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };
const SECTOR_BYTES = 512;

/** A size of an image: bytes, or `512M`, `4G` in powers of two. Whole sectors. @throws InvalidArgumentError */
export function readSize(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,15})([MGT]?)$/.exec(text) ?? [];
  const bytes = Number(digits) * (UNITS[unit] ?? Number.NaN);
  if (digits !== '' && Number.isSafeInteger(bytes) && bytes % SECTOR_BYTES === 0) return bytes;
  throw new InvalidArgumentError('It is a number of bytes in whole sectors of 512, or such as 512M or 4G.');
}
