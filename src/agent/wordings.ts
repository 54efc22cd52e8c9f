import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { ENGLISH } from '../ui/english.ts';
import { makeWording } from '../ui/make-wording.ts';
import { shapeArabic } from '../ui/shape-arabic.ts';
import type { Wording, WordingOf } from '../ui/wording.ts';

/** Two levels up in a checkout; in a bundle beside the program. */
const LOCALES = new URL(import.meta.url.endsWith('.ts') ? '../../locales/' : './locales/', import.meta.url);
const MESSAGES = z.record(z.string(), z.string());

/**
 * The wordings of the languages that there are. Each is read when it is first asked for, and remembered. A terminal of
 * ASCII gets English, as it cannot show most other languages. The letters for a full screen, which draws what it is given,
 * are joined here; plain lines have them as every other program does.
 */
export function wordings(characters: 'unicode' | 'ascii', style: 'full' | 'plain'): WordingOf {
  const known = new Map<string, Wording>([[ENGLISH.tag, ENGLISH]]);
  return (language) => {
    if (characters === 'ascii') return ENGLISH;
    const wording = known.get(language) ?? read(language, style);
    known.set(language, wording);
    return wording;
  };
}

function read(language: string, style: 'full' | 'plain'): Wording {
  const tag = nearestTags(language).find((each) => existsSync(fileOf(each)));
  if (tag === undefined || tag === ENGLISH.tag) return ENGLISH;
  const messages = MESSAGES.parse(JSON.parse(readFileSync(fileOf(tag), 'utf8')));
  return style === 'full' ? makeWording(messages, tag, shapeArabic) : makeWording(messages, tag);
}

function fileOf(tag: string): URL {
  return new URL(`${tag}.json`, LOCALES);
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
