/** One thing that was checked and holds. */
export interface Finding {
  /** The file, as it is called in its folder. */
  readonly file: string;
  readonly what: string;
}

export type OnFinding = (finding: Finding) => void;
