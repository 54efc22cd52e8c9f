import type { GptTable } from '../formats/gpt/gpt-table.ts';
import type { Content } from './content.ts';

/** A run of bytes of a stick. What is behind the end of its content, up to the next whole sector, is zeros. */
export interface StickPiece {
  /** The partition and, of a file, its path. */
  readonly name: string;
  readonly offsetBytes: number;
  readonly content: Content;
}

/** Everything that is written to a stick, and where. What it does not name is left as it is. */
export interface StickPlan {
  readonly table: GptTable;
  /** In their order on the stick, none over another. */
  readonly pieces: readonly StickPiece[];
}
