import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { LOCALES_FOLDER } from './locales-folder.ts';

/** A file begins with the name of its language: none is read whole for it. */
const START_BYTES = 256;
const NAME = /^\{\s*"@name":\s*"([^"\\]+)"/;
const FILE = /^(?<tag>[\w-]+)\.json$/;

export interface LanguageFile {
  readonly tag: string;
  /** In the language itself. */
  readonly name: string;
}

/** The languages that there are messages of, in the order of their names: each script by itself, Latin first. */
export function knownLanguages(): readonly LanguageFile[] {
  const order = new Intl.Collator('en');
  return readdirSync(LOCALES_FOLDER)
    .flatMap((file) => {
      const tag = FILE.exec(file)?.groups?.['tag'];
      const name = NAME.exec(startOf(file))?.[1];
      return tag === undefined || name === undefined ? [] : [{ tag, name }];
    })
    .toSorted((a, b) => order.compare(a.name, b.name));
}

function startOf(file: string): string {
  const opened = openSync(new URL(file, LOCALES_FOLDER), 'r');
  try {
    const bytes = new Uint8Array(START_BYTES);
    return new TextDecoder().decode(bytes.subarray(0, readSync(opened, bytes, 0, START_BYTES, 0)));
  } finally {
    closeSync(opened);
  }
}
