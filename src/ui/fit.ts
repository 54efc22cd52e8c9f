import type { Line } from './frame.ts';

/** A part of the screen in all its forms, from the roomiest to the tightest. */
export interface Block {
  /** Who comes first when room is given out: the lowest rank. */
  readonly rank: number;
  readonly forms: readonly (readonly Line[])[];
}

/** The lines of all blocks, each in the roomiest form for which those that matter more have left rows. */
export function fit(blocks: readonly Block[], rows: number): readonly Line[] {
  const chosen = blocks.map(({ forms }) => forms.at(-1) ?? []);
  const byRank = [...blocks.keys()].toSorted((a, b) => (blocks[a]?.rank ?? 0) - (blocks[b]?.rank ?? 0));
  for (const at of byRank) {
    const tightest = chosen[at] ?? [];
    const fitting = blocks[at]?.forms.find((form) => {
      chosen[at] = form;
      return closeGaps(chosen).length <= rows;
    });
    chosen[at] = fitting ?? tightest;
  }
  return closeGaps(chosen).slice(0, Math.max(0, rows));
}

/** One empty line at most between two blocks, whatever came between them, and none at the end. */
function closeGaps(parts: readonly (readonly Line[])[]): readonly Line[] {
  const lines = parts.flat();
  return lines.filter((line, at) => line.length > 0 || (lines[at + 1] ?? []).length > 0);
}
