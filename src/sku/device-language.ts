import { deviceText } from './device-text.ts';
import type { FirmwareFacts } from './firmware-facts.ts';

const REGION = '/sys/firmware/vpd/ro/region';
const INITIAL_LOCALE = '/sys/firmware/vpd/ro/initial_locale';
const MAX_CHARS = 64;
const TAG = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

/** What `deviceLanguage` looks at. */
export const LANGUAGE_PATHS: readonly string[] = [REGION, INITIAL_LOCALE];

/** The first language of each region code that netbooks are sold with (Chromium OS: cros-regions.json). */
const LANGUAGES: Readonly<Record<string, string>> = {
  ae: 'ar',
  ar: 'es-419',
  at: 'de',
  au: 'en-AU',
  be: 'nl',
  bg: 'bg',
  br: 'pt-BR',
  by: 'ru',
  ca: 'en-CA',
  'ca.ansi': 'en-CA',
  'ca.fr': 'fr',
  'ca.hybrid': 'en-CA',
  'ca.multix': 'fr',
  ch: 'de',
  cl: 'es-419',
  cn: 'zh-CN',
  co: 'es-419',
  cz: 'cs',
  de: 'de',
  dk: 'da',
  ee: 'et',
  eg: 'ar',
  es: 'es',
  fi: 'fi',
  fr: 'fr',
  gb: 'en-GB',
  gr: 'el',
  hk: 'zh-TW',
  hr: 'hr',
  hu: 'hu',
  id: 'id',
  ie: 'en-IE',
  il: 'he',
  in: 'en-IN',
  ir: 'fa',
  it: 'it',
  jp: 'ja',
  ke: 'sw',
  kr: 'ko',
  'latam-es-419': 'es-419',
  lt: 'lt',
  lv: 'lv',
  mx: 'es-419',
  my: 'ms',
  nl: 'nl',
  no: 'nb',
  nordic: 'en-US',
  nz: 'en-NZ',
  pe: 'es-419',
  ph: 'en-PH',
  pl: 'pl',
  pt: 'pt-PT',
  ro: 'ro',
  rs: 'sr',
  ru: 'ru',
  sa: 'ar',
  se: 'sv',
  sg: 'en-SG',
  si: 'sl',
  sk: 'sk',
  tr: 'tr',
  tw: 'zh-TW',
  ua: 'uk',
  us: 'en-US',
  vn: 'vi',
  za: 'en-ZA',
};

/** The language that the device was sold with, as a BCP 47 tag; `'unknown'` when the VPD does not tell. */
export function deviceLanguage({ files }: Pick<FirmwareFacts, 'files'>): string {
  const region = textAt(files, REGION);
  const language = Object.hasOwn(LANGUAGES, region) ? LANGUAGES[region] : undefined;
  if (language !== undefined) return language;
  // Some devices have several, the usual one first.
  const [first = ''] = textAt(files, INITIAL_LOCALE).split(',');
  return TAG.test(first) ? first : 'unknown';
}

function textAt(files: FirmwareFacts['files'], path: string): string {
  const bytes = files.get(path);
  return (bytes && deviceText(bytes, MAX_CHARS)) ?? '';
}
