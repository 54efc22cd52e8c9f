import { existsSync, readFileSync } from 'node:fs';
import { LOCALES_FOLDER } from './locales-folder.ts';

/** The messages in `locales/<tag>.json`. `tag` is a canonical language tag, so it is no path. */
export function readLocale(tag: string): Readonly<Record<string, string>> | 'absent' {
  const file = new URL(`${tag}.json`, LOCALES_FOLDER);
  if (!existsSync(file)) return 'absent';
  const read: object = JSON.parse(readFileSync(file, 'utf8'));
  const messages = Object.entries(read).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(messages);
}
