/** Says of a path below the root of a tree, without a leading slash, whether it is kept. */
export type KeepRules = (path: string) => boolean;

/**
 * Rules as in a `.gitignore`: a line drops what its pattern names and everything below, a line with `!` keeps it after
 * all, and the last line that names a path decides. `*` stands for anything but a slash.
 */
export function keepRules(lines: readonly string[]): KeepRules {
  const rules = lines.map((line) => ({
    verdict: line.startsWith('!') ? ('keep' as const) : ('drop' as const),
    names: patternOf(line.replace(/^!/, '')),
  }));
  return (path) => rules.findLast(({ names }) => names.test(path))?.verdict !== 'drop';
}

function patternOf(glob: string): RegExp {
  const source = glob.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '[^/]*');
  return new RegExp(`^${source}(?:/|$)`);
}
