/** What `rsd.toml` of a stick says: what is not said is as usual. */
export function settingsText({
  language,
  attendance,
}: {
  /** A tag, or `'none'`. */
  readonly language: string;
  readonly attendance: 'attended' | 'unattended';
}): string {
  const lines = [
    ...(attendance === 'unattended' ? ['unattended = true'] : []),
    ...(language === 'none' ? [] : [`language = ${JSON.stringify(language)}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
