import { isVersion } from './is-version.ts';

/**
 * Below zero when `a` is the older one, above zero when it is the newer one. Numbers that are not there count as
 * zero: `1.9` equals `1.9.0`.
 * @throws RangeError when one is no version: a schema or a build has let it through
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let part = 0; part < Math.max(left.length, right.length); part += 1) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): number[] {
  if (!isVersion(version)) throw new RangeError(`Cannot compare "${version}" as it must be a version`);
  return version.split('.').map(Number);
}
