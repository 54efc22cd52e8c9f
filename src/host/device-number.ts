/**
 * `major:minor` of what stat(2) gives as `st_dev` or `st_rdev`: 12 and 20 bits that are woven into each other, as
 * gnu_dev_makedev(3) does. Numbers of more than 32 bits are no device's here.
 */
export function deviceNumber(number: number): string {
  const major = (number >>> 8) & 0xfff;
  const minor = (number & 0xff) | ((number >>> 12) & 0xfff00);
  return `${major}:${minor}`;
}
