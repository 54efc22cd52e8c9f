import { expect, test } from 'vitest';
import type { GptPartition } from '../../../src/formats/gpt/gpt-table.ts';
import { partitionProblems } from '../../../src/formats/gpt/partition-problems.ts';

const usable = { firstUsableLba: 34, lastUsableLba: 99 };

function partition(
  number: number,
  firstLba: number,
  lastLba: number,
  uniqueGuid = `${number}`,
): GptPartition {
  return { number, firstLba, lastLba, uniqueGuid, typeGuid: '', attributes: 0n, name: '' };
}

test('partitionProblems() has none for partitions that touch each other and the ends, in any order', () => {
  expect(partitionProblems([partition(2, 60, 99), partition(1, 34, 59)], usable)).toEqual([]);
});

test.for<[string, GptPartition[], string[]]>([
  [
    'begins too early',
    [partition(1, 33, 40)],
    ['partition 1 has the sectors 33 to 40, outside of the usable 34 to 99'],
  ],
  [
    'ends too late',
    [partition(1, 40, 100)],
    ['partition 1 has the sectors 40 to 100, outside of the usable 34 to 99'],
  ],
  ['is backwards', [partition(1, 41, 40)], ['partition 1 has the sectors 41 to 40, which is backwards']],
  ['shares a sector', [partition(1, 34, 50), partition(2, 50, 60)], ['partitions 1 and 2 overlap']],
  ['lies inside of another', [partition(2, 40, 41), partition(1, 34, 50)], ['partitions 1 and 2 overlap']],
  ['begins with another', [partition(1, 34, 50), partition(2, 34, 34)], ['partitions 1 and 2 overlap']],
  [
    'is overlapped by one that is not its neighbour',
    [partition(1, 34, 90), partition(2, 40, 41), partition(3, 80, 95)],
    ['partitions 1 and 2 overlap', 'partitions 1 and 3 overlap'],
  ],
  [
    'has the unique GUID of another',
    [partition(1, 34, 34, 'A'), partition(2, 35, 35, 'A')],
    ['partitions 1 and 2 have the same unique GUID'],
  ],
])('partitionProblems() says when a partition %s', ([, partitions, problems]) => {
  expect(partitionProblems(partitions, usable)).toEqual(problems);
});
