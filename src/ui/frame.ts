export interface Size {
  readonly columns: number;
  readonly rows: number;
  /** What can be drawn there; `unicode` when absent. */
  readonly characters?: 'unicode' | 'ascii';
}

/**
 * How a piece of text stands out. The words and marks say the same, so that nothing depends on colour. `marked` is the
 * row of a list that the keys are at. Only a `code` for cameras is drawn dark on light whatever the colours are.
 */
export type Tone = 'plain' | 'strong' | 'quiet' | 'good' | 'warn' | 'bad' | 'marked' | 'code';

export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

export type Line = readonly Span[];

/** One picture of a screen: at most `rows` lines of at most `columns` columns each. */
export interface Frame {
  readonly lines: readonly Line[];
  /** First line of the details that is shown: what was asked for, held within what there is. */
  readonly scroll: number;
}
