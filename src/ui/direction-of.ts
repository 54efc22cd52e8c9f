const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'fa', 'he']);

/** In which direction a language is written. `tag` may be anything: only its first part counts. */
export function directionOf(tag: string): 'left-to-right' | 'right-to-left' {
  const [language = ''] = tag.toLowerCase().split('-');
  return RIGHT_TO_LEFT.has(language) ? 'right-to-left' : 'left-to-right';
}
