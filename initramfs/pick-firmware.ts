/**
 * The firmware files that a line of `rootfs.firmware` stands for, of those that are `there`. In it, `*` is any name that
 * the driver has asked for; `@` is the newest version that the driver takes, which is the one that it asks for or, where
 * it says nothing, any.
 * @throws when there is none
 */
export function pickFirmware(
  wanted: string,
  asked: readonly string[],
  there: readonly string[],
): readonly string[] {
  const picked = wanted.includes('*')
    ? matching(wanted, asked).filter((name) => there.includes(name))
    : [newest(wanted, asked, there)].filter((name) => name !== undefined);
  if (picked.length === 0) throw new Error(`No package has the firmware ${wanted}`);
  return picked.toSorted();
}

function newest(wanted: string, asked: readonly string[], there: readonly string[]): string | undefined {
  const versionOf = (name: string): number => Number(patternOf(wanted).exec(name)?.[1] ?? 0);
  const most = Math.max(...matching(wanted, asked).map(versionOf));
  const taken = matching(wanted, there).filter((name) => !Number.isFinite(most) || versionOf(name) <= most);
  return taken.toSorted((a, b) => versionOf(b) - versionOf(a))[0];
}

function matching(wanted: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => patternOf(wanted).test(name));
}

function patternOf(wanted: string): RegExp {
  const source = wanted.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll('*', '[^/]*').replaceAll('@', String.raw`(\d+)`)}$`);
}
