import { parse, TomlError } from 'smol-toml';
import * as z from 'zod';
import { Fault } from '../core/faults.ts';
import { LINE_ENDS, type LineEnd } from '../core/line-end.ts';
import { THEME_NAMES, type ThemeName } from '../core/theme-name.ts';
import { tomlLine } from '../net/settings/toml-line.ts';
import type { PowerRules } from './power-rules.ts';

/** `rsd.toml` at the root of the stick's data partition: how whoever made the stick wants it to behave. */
export interface StickSettings {
  /** Nobody is at the keyboard: ask nothing. */
  readonly unattended: boolean;
  /** `sd` for devices whose built-in disk is an SD card; without it a card is never written. */
  readonly target: 'built-in' | 'sd';
  /** Of the screens, as a BCP 47 tag, e.g. `de` or `pt-BR`. Absent when the stick does not say. */
  readonly language?: string | undefined;
  /** The colours of the screens. Absent when the stick does not say. */
  readonly theme?: ThemeName | undefined;
  /** What the address of the help page of a fault begins with: its code follows. Absent when the stick names none. */
  readonly helpUrl?: string | undefined;
  /** `[power]`, for when nobody is at the keyboard. */
  readonly power: PowerRules;
  /** `[line]`: the stick goes from device to device, and nobody is at a keyboard. Absent when this is no line. */
  readonly line?: LineSettings | undefined;
}

interface LineSettings {
  /** What a device does when its stick is out. */
  readonly end: LineEnd;
  /** What to do with a device that this stick has recovered before, with the same release. */
  readonly again: 'say-so' | 'recover';
  /** Whether the servers that `network.toml` names are asked what the line does before anything else. */
  readonly control: 'server' | 'none';
}

export const SETTINGS_FILE = 'rsd.toml';
export const MAX_SETTINGS_BYTES: number = 64 * 1024;

/** Language, script and region. One that nobody translated is no mistake: its screens are in English. */
const LANGUAGE_TAG = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/;

/** Longer ones make a QR code that no usual screen has room for. */
const MAX_HELP_URL = 80;
/** A host and, if need be, a port and a path, in the characters of an address: no user, question or fragment. */
const HELP_URL = /^https:\/\/[a-z0-9]+(?:[.-][a-z0-9]+)*(?::\d{1,5})?\/[\w.~!$&'()*+,;=:@%/-]*$/i;
const MINUTE_MS = 60_000;
const MOST_MINUTES = 24 * 60;
const POWER = z
  .strictObject({
    unknown: z.enum(['go-on', 'refuse']).default('go-on'),
    unknown_for_firmware: z.enum(['go-on', 'refuse']).default('refuse'),
    wait_minutes: z.int().min(0).max(MOST_MINUTES).default(10),
  })
  .transform(
    (power): PowerRules => ({
      unknown: power.unknown,
      unknownForFirmware: power.unknown_for_firmware,
      waitMs: power.wait_minutes * MINUTE_MS,
    }),
  );

const LINE = z.strictObject({
  end: z.enum(LINE_ENDS).default('power-off'),
  again: z.enum(['say-so', 'recover']).default('say-so'),
  control: z.enum(['server', 'none']).default('server'),
});

const SCHEMA = z.strictObject({
  unattended: z.boolean().default(false),
  target: z.enum(['built-in', 'sd']).default('built-in'),
  language: z.string().regex(LANGUAGE_TAG, 'not a language tag, such as "de" or "pt-BR"').optional(),
  theme: z.enum(THEME_NAMES).optional(),
  help_url: z
    .string()
    .max(MAX_HELP_URL, `longer than ${MAX_HELP_URL} characters`)
    .regex(HELP_URL, 'not an address such as "https://help.example.com/recovery/"')
    .optional(),
  power: POWER.prefault({}),
  line: LINE.optional(),
});

/** Reads `rsd.toml`. Without one everything is as it is by default. @throws Fault STK-05 with the line and the key */
export function readStickSettings(bytes: Uint8Array | 'absent'): StickSettings {
  const text = bytes === 'absent' ? '' : new TextDecoder().decode(bytes);
  const settings = SCHEMA.safeParse(parsed(text));
  if (settings.success) return named(settings.data);
  const [issue] = settings.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...(issue?.path ?? []), ...unknown];
  const problem =
    issue?.code === 'unrecognized_keys' ? 'unknown setting' : (issue?.message ?? 'not understood');
  throw wrong(tomlLine(text, path), path.join('.'), problem);
}

function named({ help_url: helpUrl, ...settings }: z.output<typeof SCHEMA>): StickSettings {
  const unattended = settings.unattended || settings.line !== undefined;
  return { ...settings, unattended, ...(helpUrl === undefined ? {} : { helpUrl }) };
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw wrong(error.line, '', error.message.split('\n')[0] ?? 'not TOML');
  }
}

function wrong(line: number, key: string, problem: string): Fault {
  return new Fault('STK-05', { file: SETTINGS_FILE, line, key: key.slice(0, 64), problem });
}
