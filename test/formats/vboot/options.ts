/** `--name value` for each. Their order matters to vboot's tools: the first says what is to be done. */
export function options(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
}
