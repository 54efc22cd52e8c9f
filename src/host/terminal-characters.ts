/** What a terminal can show, as every terminal program tells: by the locale, of which the first that is set counts. */
export function terminalCharacters(env: NodeJS.ProcessEnv): 'unicode' | 'ascii' {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale) ? 'unicode' : 'ascii';
}
