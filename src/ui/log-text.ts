import type { Texts } from './make-texts.ts';

/** Where the log of a run is: `file` is its path on the stick, null when it is not there. */
export function logText(file: string | null, { log: WORDS }: Texts): string {
  return file === null ? WORDS.lost : WORDS.saved({ file });
}
