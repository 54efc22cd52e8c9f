import fc from 'fast-check';
import { fatTree } from '../../../src/formats/fat/fat-tree.ts';
import { nameProblem } from '../../../src/formats/fat/name-problem.ts';
import type { Contents } from './fat-image.ts';

/** Names that look like the short names of others, that change when their case does, and the longest that there are. */
const ODD = [
  'LONGNA~1.TXT',
  'LONGNA~2.TXT',
  'longname one.txt',
  'longname two.txt',
  'longname.three.txt',
  '.hidden',
  '...a',
  'a.b.c',
  '+,;=[]',
  'A.B',
  'a b',
  ' a',
  '~1',
  '_~1',
  'ÅÄÖ',
  'straße',
  'ẞ',
  'İ',
  'ı',
  '\u212a',
  'x'.repeat(255),
  '😀'.repeat(127),
  'y'.repeat(13),
  'y'.repeat(14),
  'y'.repeat(26),
];
const name = fc
  .oneof(
    fc.constantFrom(...ODD),
    fc.string({ unit: fc.constantFrom('a', 'A', '~', '1', '.', ' ', 'é'), maxLength: 14 }),
    textOf(0x7e),
    textOf(0x10ffff),
  )
  .filter((one) => nameProblem(one) === 'none');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
const file = fc.tuple(path, fc.uint8Array({ maxLength: 3000 }));

/** Files in folders, as many of them as can be on one FAT together. */
export const anyContents: fc.Arbitrary<Contents> = fc.array(file, { maxLength: 25 }).map((files) => {
  const kept: (readonly [string, Uint8Array])[] = [];
  for (const one of files) {
    if (fits([...kept, one].map(([other]) => other))) kept.push(one);
  }
  return Object.fromEntries(kept);
});

function fits(paths: readonly string[]): boolean {
  try {
    fatTree(paths);
    return true;
  } catch {
    return false;
  }
}

function textOf(lastCharacter: number): fc.Arbitrary<string> {
  const character = fc.integer({ min: 0x20, max: lastCharacter });
  return fc.array(character, { maxLength: 60 }).map((codes) => String.fromCodePoint(...codes));
}
