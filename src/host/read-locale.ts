import { existsSync, readFileSync } from 'node:fs';

/** Two levels up in a checkout; in a bundle beside the program. */
const LOCALES = new URL(import.meta.url.endsWith('.ts') ? '../../locales/' : './locales/', import.meta.url);

/** The messages in `locales/<tag>.json`. `tag` is a canonical language tag, so it is no path. */
export function readLocale(tag: string): Readonly<Record<string, string>> | 'absent' {
  const file = new URL(`${tag}.json`, LOCALES);
  if (!existsSync(file)) return 'absent';
  const read: object = JSON.parse(readFileSync(file, 'utf8'));
  const messages = Object.entries(read).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(messages);
}
