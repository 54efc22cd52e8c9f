import { LONG_NAME } from './directory-entry.ts';

// The end of a name is filled up with U+FFFF.
const FORBIDDEN = '"*/:<>?\\|\uffff';

/** Why a file or folder cannot have this name, or `'none'`. Source: fatgen103, "FAT Long Directory Entries". */
export function nameProblem(name: string): string {
  if (name === '' || name === '.' || name === '..') return 'it is empty, or stands for a folder';
  if (name.length > LONG_NAME.units)
    return `it has ${name.length} UTF-16 units of ${LONG_NAME.units} at most`;
  if (!name.isWellFormed()) return 'it has half a surrogate pair';
  const bad = name.split('').find((unit) => unit < ' ' || FORBIDDEN.includes(unit));
  if (bad !== undefined) return `FAT has no name with ${JSON.stringify(bad)}`;
  // Windows drops them, and then does not find the file.
  return /[ .]$/.test(name) ? 'it ends with a space or a full stop' : 'none';
}
