import { isVersion } from '../../catalog/is-version.ts';
import { Fault } from '../../core/faults.ts';

/** What an index of recovery images says of one of them. Nobody signs such an index. */
export interface IndexEntry {
  readonly hwids: readonly string[];
  /** `'unknown'` when it is no version such as 1.10.0. */
  readonly version: string;
}

type Field = 'name' | 'hwid' | 'hwidmatch' | 'version';
type Fields = ReadonlyMap<Field, readonly string[]>;

const FIELDS: ReadonlySet<string> = new Set<Field>(['name', 'hwid', 'hwidmatch', 'version']);
/** A pattern that is for every device whose hardware ID begins with one word. */
const ONE_WORD = /^\^?([A-Z0-9][A-Z0-9-]*) /;
const CHARACTERS_OF_PATTERNS = /[\\[\](){}*+?.|^$]/;

/**
 * Finds the entry called `name` in a `recovery.conf` (stanzas of `key=value`) or a `recovery.json` (an array of objects).
 * @throws Fault OPT-01 when there is none, or its hardware IDs are a pattern that no release can say
 */
export function indexEntry(file: string, text: string, name: string): IndexEntry {
  const wrong = (problem: string): Fault => new Fault('OPT-01', { option: file, problem });
  const entries = text.trimStart().startsWith('[') ? fromJson(text, wrong) : fromStanzas(text);
  const found = entries.filter((entry) => entry.get('name')?.includes(name));
  const [entry] = found;
  if (entry === undefined) throw wrong(`it has no entry with that name among its ${entries.length}`);
  const [version = 'unknown'] = entry.get('version') ?? [];
  return {
    hwids: [...new Set(found.flatMap((one) => hwidsOf(one, wrong)))],
    version: isVersion(version) ? version : 'unknown',
  };
}

function fromStanzas(text: string): readonly Fields[] {
  return text.split(/\n\s*\n/).map((stanza) =>
    fieldsOf(
      stanza
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .map((line) => /^([a-z]+)=(.*)$/.exec(line.trim()))
        .map((match) => [match?.[1] ?? '', match?.[2] ?? ''] as const),
    ),
  );
}

function fromJson(text: string, wrong: (problem: string) => Fault): readonly Fields[] {
  const read: unknown = parsed(text, wrong);
  if (!Array.isArray(read)) throw wrong('it is no list of images');
  return read.map((entry: unknown) => {
    const object = typeof entry === 'object' && entry !== null ? Object.entries(entry) : [];
    return fieldsOf(
      object.flatMap(([key, value]): (readonly [string, string])[] => {
        const named = key === 'hwids' ? 'hwid' : key;
        const values: readonly unknown[] = Array.isArray(value) ? value : [value];
        return values.filter((one) => typeof one === 'string').map((one) => [named, one]);
      }),
    );
  });
}

function parsed(text: string, wrong: (problem: string) => Fault): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('it is not JSON');
  }
}

function fieldsOf(pairs: readonly (readonly [string, string])[]): Fields {
  const fields = new Map<Field, string[]>();
  for (const [key, value] of pairs) if (isField(key)) fields.set(key, [...(fields.get(key) ?? []), value]);
  return fields;
}

function isField(key: string): key is Field {
  return FIELDS.has(key);
}

function hwidsOf(entry: Fields, wrong: (problem: string) => Fault): readonly string[] {
  const hwids = entry.get('hwid') ?? [];
  if (hwids.length > 0) return hwids;
  return (entry.get('hwidmatch') ?? []).map((pattern) => {
    const word = ONE_WORD.exec(pattern)?.[1];
    if (word !== undefined && !pattern.includes('|')) return word;
    if (!CHARACTERS_OF_PATTERNS.test(pattern)) return pattern;
    throw wrong(`the hardware IDs of that entry are the pattern ${JSON.stringify(pattern)}: give --hwid`);
  });
}
