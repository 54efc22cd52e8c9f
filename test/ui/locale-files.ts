import { readdirSync, readFileSync } from 'node:fs';
import type { Language } from '../../src/ui/language.ts';
import type { Messages } from '../../src/ui/message-book.ts';

const FOLDER = new URL('../../locales/', import.meta.url);

/** The tags that there is a file for in `locales/`. */
export const TAGS: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length))
  .toSorted();

const readBefore = new Map<string, Messages>();

/** The messages of `locales/<tag>.json`. */
export function messagesOf(tag: string): Messages {
  const known = readBefore.get(tag);
  if (known) return known;
  const messages: Messages = JSON.parse(readFileSync(new URL(`${tag}.json`, FOLDER), 'utf8'));
  readBefore.set(tag, messages);
  return messages;
}

/** As a screen lists them. */
export const LANGUAGES: readonly Language[] = TAGS.map((tag) => ({
  tag,
  name: messagesOf(tag)['@name'] ?? '',
})).toSorted((a, b) => new Intl.Collator('en').compare(a.name, b.name));
