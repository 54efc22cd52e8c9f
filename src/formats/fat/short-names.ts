import { asciiUpper } from './ascii-upper.ts';
import { isShortName } from './is-short-name.ts';

const NO_LETTER = /[^A-Z0-9$%'\-_@~`!(){}^#&]/gu;

/**
 * The short names of the files and folders of one folder, 65,536 at most: of 11 characters each, and in the same order.
 * No two are the same when no two names differ in case only. What fits 8.3 in upper case keeps its name; the others get a
 * numeric tail. Source: fatgen103, "The Basis-Name Generation Algorithm" and "The Numeric-Tail Generation Algorithm".
 */
export function shortNames(names: readonly string[]): readonly string[] {
  const fitting = names.map((name) => {
    const upper = asciiUpper(name);
    return isShortName(upper) ? padded(upper) : 'long';
  });
  const taken = new Set(fitting);
  const nextTails = new Map<string, number>();
  return names.map((name, index) => {
    const own = fitting[index] ?? 'long';
    return own === 'long' ? numbered(name, taken, nextTails) : own;
  });
}

function padded(shortName: string): string {
  const [base = '', extension = ''] = shortName.split('.');
  return base.padEnd(8) + extension.padEnd(3);
}

function numbered(name: string, taken: Set<string>, nextTails: Map<string, number>): string {
  const { base, extension } = basisOf(name);
  const stem = `${base.slice(0, 6)}.${extension}`;
  for (let tail = nextTails.get(stem) ?? 1; ; tail++) {
    const digits = `~${tail}`;
    const one = (base.slice(0, 8 - digits.length) + digits).padEnd(8) + extension.padEnd(3);
    if (taken.has(one)) continue;
    taken.add(one);
    nextTails.set(stem, tail + 1);
    return one;
  }
}

function basisOf(name: string): { readonly base: string; readonly extension: string } {
  const plain = asciiUpper(name).replaceAll(' ', '').replace(/^\.+/, '');
  const dot = plain.lastIndexOf('.');
  const base = dot < 0 ? plain : plain.slice(0, dot).replaceAll('.', '');
  const extension = dot < 0 ? '' : plain.slice(dot + 1);
  return {
    base: base.replace(NO_LETTER, '_').slice(0, 8),
    extension: extension.replace(NO_LETTER, '_').slice(0, 3),
  };
}
