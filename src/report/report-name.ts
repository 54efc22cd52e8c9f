import type { RunReport } from './run-report.ts';

const MAX_SERIAL_CHARS = 64;

/**
 * What the file of a report is called in a drop folder: `<serial>-<run>.json`. Firmware may say anything of a serial number:
 * what a file name should not have becomes `_`.
 */
export function reportName({ device, run }: Pick<RunReport, 'device' | 'run'>): string {
  const serial = device === null || device.serial === 'unknown' ? 'unknown' : device.serial.value;
  const clean = serial
    .slice(0, MAX_SERIAL_CHARS)
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^[.-]/, '_');
  return `${clean === '' ? 'unknown' : clean}-${run}.json`;
}
