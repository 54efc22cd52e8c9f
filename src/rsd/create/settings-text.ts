import type { Attendance } from './create-request.ts';

/** What `rsd.toml` of a stick says: what is not said is as usual. */
export function settingsText({
  language,
  attendance,
}: {
  /** A tag, or `'none'`. */
  readonly language: string;
  readonly attendance: Attendance;
}): string {
  const lines = [
    ...(attendance === 'unattended' ? ['unattended = true'] : []),
    ...(language === 'none' ? [] : [`language = ${JSON.stringify(language)}`]),
    // A table: it has to come last.
    ...(attendance === 'line' ? ['[line]'] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
