import { ENGLISH } from './english.ts';
import { makeWording } from './make-wording.ts';
import type { Messages } from './message-book.ts';
import { shapeArabic } from './shape-arabic.ts';
import type { Wording, WordingOf } from './wording.ts';

/** The messages of a language by its canonical tag, for which there may be none. */
export type LocaleReader = (tag: string) => Messages | 'absent';

/**
 * The wordings of the languages that there are. Each is read when it is first asked for, and remembered. A terminal of
 * ASCII gets English, as it cannot show most other languages. The letters for a full screen, which draws what it is given,
 * are joined here; plain lines have them as every other program does.
 */
export function wordings(
  readLocale: LocaleReader,
  characters: 'unicode' | 'ascii',
  style: 'full' | 'plain',
): WordingOf {
  const known = new Map<string, Wording>([[ENGLISH.tag, ENGLISH]]);
  return (language) => {
    if (characters === 'ascii' || language === null) return ENGLISH;
    const wording = known.get(language) ?? read(language, readLocale, style);
    known.set(language, wording);
    return wording;
  };
}

function read(language: string, readLocale: LocaleReader, style: 'full' | 'plain'): Wording {
  for (const tag of nearestTags(language)) {
    if (tag === ENGLISH.tag) return ENGLISH;
    const messages = readLocale(tag);
    if (messages === 'absent') continue;
    return style === 'full' ? makeWording(messages, tag, shapeArabic) : makeWording(messages, tag);
  }
  return ENGLISH;
}

/** The tag itself, then its language where most people write it as the tag says, then its language. None for no tag. */
function nearestTags(language: string): readonly string[] {
  const [tag] = canonical(language);
  if (tag === undefined) return [];
  const whole = new Intl.Locale(tag).maximize();
  const usual = new Intl.Locale(joined(whole.language, whole.script)).maximize();
  return [tag, joined(whole.language, whole.region), joined(usual.language, usual.region), whole.language];
}

function joined(language: string, part: string | undefined): string {
  return part === undefined ? language : `${language}-${part}`;
}

function canonical(language: string): readonly string[] {
  try {
    return Intl.getCanonicalLocales(language);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}
