import { IntlMessageFormat } from 'intl-messageformat';

/** The messages of a language in ICU MessageFormat, by their keys, as in `locales/<tag>.json`. */
export type Messages = Readonly<Record<string, string>>;

export interface MessageBook {
  /** The message with the values in place of its parameters. */
  say(key: string, values: Readonly<Record<string, string | number>>): string;
}

/**
 * The messages ready to be said, with `letters` done to each. They are read when they are first wanted, and remembered. `tag` is a tag of `Intl`, with
 * its digits. @throws a RangeError of what is no tag
 */
export function messageBook(messages: Messages, tag: string, letters: (text: string) => string): MessageBook {
  const read = new Map<string, IntlMessageFormat>();
  return {
    say(key, values) {
      const known = read.get(key);
      const message =
        known ?? new IntlMessageFormat(messages[key] ?? key, tag, undefined, { ignoreTag: true });
      if (!known) read.set(key, message);
      return letters(String(message.format(values)));
    },
  };
}
