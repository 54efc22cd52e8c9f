import { printable } from '../../catalog/printable.ts';
import type { Finding, Report } from './report.ts';

type Paint = (style: 'strong' | 'bad', text: string) => string;
interface Facts {
  readonly [fact: string]: Finding;
}
type Plain = string | number | boolean | null;

/** A report for people: a line for each fact, what belongs together below its name. All of it is printable. */
export function reportLines({ kind, ...facts }: Report, paint: Paint): readonly string[] {
  return [paint('strong', printable(kind)), ...factLines(facts, '  ', paint)];
}

function factLines(facts: Facts, indent: string, paint: Paint): string[] {
  return Object.entries(facts).flatMap(([name, value]) => {
    const label = /^problems?$/.test(name) ? paint('bad', words(name)) : words(name);
    if (value === undefined) return [];
    if (isPlain(value)) return [`${indent}${label}: ${text(value)}`];
    if (!isList(value)) return [`${indent}${label}`, ...factLines(value, `${indent}  `, paint)];
    if (value.length === 0) return [`${indent}${label}: none`];
    return [`${indent}${label}`, ...value.flatMap((one) => itemLines(one, `${indent}  `, paint))];
  });
}

/** An item of a list: on one line what is plain in it, the rest below. */
function itemLines(item: Finding, indent: string, paint: Paint): string[] {
  if (item === undefined) return [];
  if (isPlain(item)) return [`${indent}${text(item)}`];
  if (isList(item)) return item.flatMap((one) => itemLines(one, indent, paint));
  const plain: string[] = [];
  const rest: Record<string, Finding> = {};
  for (const [name, value] of Object.entries(item)) {
    if (value === undefined) continue;
    if (isPlain(value)) plain.push(`${words(name)} ${text(value)}`);
    else rest[name] = value;
  }
  return [`${indent}- ${plain.join(', ')}`, ...factLines(rest, `${indent}    `, paint)];
}

function isPlain(value: Finding): value is Plain {
  return typeof value !== 'object' || value === null;
}

function isList(value: Finding): value is readonly Finding[] {
  return Array.isArray(value);
}

/** `keySha1` as `key sha1`; names in capitals are those of a format and stay. */
function words(name: string): string {
  return /^[A-Z_]+$/.test(name)
    ? name
    : printable(name).replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function text(value: Plain): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  // Command lines are longer than what one line of `printable` has.
  return (`${value}`.match(/[^]{1,100}/gu) ?? []).map((part) => printable(part)).join('');
}
