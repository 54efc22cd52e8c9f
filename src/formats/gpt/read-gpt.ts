import type { GptTable } from './gpt-table.ts';
import { readProtectiveMbr } from './protective-mbr.ts';
import { type GptCopy, readGptCopy } from './read-gpt-copy.ts';

/** `problems` are sentences with numbers in them, and no text that the disk chose. */
export type GptReading =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'found';
      readonly table: GptTable;
      readonly from: 'primary' | 'secondary';
      /** Empty when both copies and the protective MBR are as they should be. */
      readonly problems: readonly string[];
    }
  | { readonly kind: 'broken'; readonly problems: readonly string[] };

export interface GptBytes {
  /** The first bytes of the disk, at least `headBytes` of its geometry. */
  readonly head: Uint8Array;
  /** The last bytes of the disk, at least `tailBytes` of its geometry. */
  readonly tail: Uint8Array;
  readonly sectorBytes: 512 | 4096;
  /** Of the whole disk. */
  readonly sizeBytes: number;
}

type UsableCopy = Extract<GptCopy, { kind: 'usable' }>;

/** Reads the primary copy, or the secondary where the primary is not usable. Throws nothing. */
export function readGpt({ head, tail, sectorBytes, sizeBytes }: GptBytes): GptReading {
  const sectors = Math.floor(sizeBytes / sectorBytes);
  const disk = { sectorBytes, lastLba: sectors - 1 };
  const primary = readGptCopy({ copy: 'primary', bytes: head, offsetBytes: 0, ...disk });
  const offsetBytes = sizeBytes - tail.length;
  const secondary = readGptCopy({ copy: 'secondary', bytes: tail, offsetBytes, ...disk });
  const mbr = head.length < 512 ? { kind: 'not-protective' as const } : readProtectiveMbr(head, sectors);
  const absent = primary.kind === 'absent' && secondary.kind === 'absent';
  if (absent && mbr.kind === 'not-protective') return { kind: 'absent' };

  const mbrProblems = mbr.kind === 'protective' ? mbr.problems : ['there is none'];
  const problems = [
    ...mbrProblems.map((problem) => `protective MBR: ${problem}`),
    ...copyProblems(primary).map((problem) => `primary GPT: ${problem}`),
    ...copyProblems(secondary).map((problem) => `secondary GPT: ${problem}`),
    ...differences(primary, secondary),
  ];
  const found = (copy: UsableCopy, from: 'primary' | 'secondary'): GptReading => {
    const { header, partitions } = copy;
    const table = { diskGuid: header.diskGuid, sectorBytes, sizeBytes, partitions };
    return { kind: 'found', table, from, problems };
  };
  if (primary.kind === 'usable') return found(primary, 'primary');
  if (secondary.kind === 'usable') return found(secondary, 'secondary');
  return { kind: 'broken', problems };
}

function copyProblems(copy: GptCopy): readonly string[] {
  if (copy.kind === 'usable') return [];
  return copy.kind === 'absent' ? ['there is no header'] : copy.problems;
}

function differences(primary: GptCopy, secondary: GptCopy): string[] {
  if (primary.kind !== 'usable' || secondary.kind !== 'usable') return [];
  const fields = ['diskGuid', 'entriesCrc', 'entryCount', 'firstUsableLba', 'lastUsableLba'] as const;
  const differ = fields.filter((field) => primary.header[field] !== secondary.header[field]);
  return differ.length === 0 ? [] : [`the two copies differ in ${differ.join(', ')}; the primary counts`];
}
