const TAG = /^([A-Za-z]{2,3})(?:[_-]([A-Za-z]{2}))?/;

/** The language of a computer by the locale of its environment (setlocale(3)), as a BCP 47 tag: `de-AT`. */
export function computerLanguage(env: Readonly<Record<string, string | undefined>>): string {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  if (/^(?:C|POSIX)(?:\.|$)/.test(locale)) return 'unknown';
  const [, language, region] = TAG.exec(locale) ?? [];
  if (language === undefined) return 'unknown';
  return region === undefined ? language.toLowerCase() : `${language.toLowerCase()}-${region.toUpperCase()}`;
}
