import type { GptPartition } from './gpt-table.ts';

export interface UsableRange {
  readonly firstUsableLba: number;
  readonly lastUsableLba: number;
}

/**
 * What is wrong with the partitions as a set: backwards, outside of the usable
 * range, overlapping, or with the unique GUID of another. The firmware refuses a
 * table for any of these. Empty when all is well.
 */
export function partitionProblems(partitions: readonly GptPartition[], usable: UsableRange): string[] {
  return [
    ...partitions.flatMap((partition) => placeProblems(partition, usable)),
    ...overlapProblems(partitions),
    ...duplicateProblems(partitions),
  ];
}

function placeProblems({ number, firstLba, lastLba }: GptPartition, usable: UsableRange): string[] {
  const { firstUsableLba, lastUsableLba } = usable;
  const place = `partition ${number} has the sectors ${firstLba} to ${lastLba}`;
  if (lastLba < firstLba) return [`${place}, which is backwards`];
  if (firstLba >= firstUsableLba && lastLba <= lastUsableLba) return [];
  return [`${place}, outside of the usable ${firstUsableLba} to ${lastUsableLba}`];
}

function overlapProblems(partitions: readonly GptPartition[]): string[] {
  const problems: string[] = [];
  let furthest: GptPartition | undefined;
  for (const next of partitions.toSorted((a, b) => a.firstLba - b.firstLba)) {
    if (furthest && next.firstLba <= furthest.lastLba) {
      problems.push(`partitions ${furthest.number} and ${next.number} overlap`);
    }
    if (!furthest || next.lastLba > furthest.lastLba) furthest = next;
  }
  return problems;
}

function duplicateProblems(partitions: readonly GptPartition[]): string[] {
  const seen = new Map<string, number>();
  return partitions.flatMap(({ number, uniqueGuid }) => {
    const other = seen.get(uniqueGuid);
    seen.set(uniqueGuid, number);
    return other === undefined ? [] : [`partitions ${other} and ${number} have the same unique GUID`];
  });
}
