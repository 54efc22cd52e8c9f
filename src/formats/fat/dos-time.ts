import { fatFault } from './fat-fault.ts';

export interface DosTime {
  /** Year since 1980, month and day. */
  readonly date: number;
  /** Hours, minutes and every other second. */
  readonly time: number;
  /** What `time` lacks, in hundredths of a second: 0 to 199. */
  readonly hundredths: number;
}

/**
 * A moment as folders have it; FAT knows no time zone, this is UTC. Source: fatgen103, "Date and Time Formats".
 * @throws Fault FMT-01 before 1980 and after 2107
 */
export function dosTime(moment: Date): DosTime {
  const year = moment.getUTCFullYear();
  // An invalid date has no year.
  if (!(year >= 1980 && year <= 2107)) throw fatFault('time', `FAT has no time in the year ${year}`);
  const seconds = moment.getUTCSeconds();
  return {
    date: ((year - 1980) << 9) | ((moment.getUTCMonth() + 1) << 5) | moment.getUTCDate(),
    time: (moment.getUTCHours() << 11) | (moment.getUTCMinutes() << 5) | (seconds >> 1),
    hundredths: (seconds & 1) * 100 + Math.floor(moment.getUTCMilliseconds() / 10),
  };
}
