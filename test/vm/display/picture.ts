/** What a display shows, in two colours: text is lit, whatever colour it has, and the ground is not. */
export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** A byte for each pixel, row by row: 1 where it is lit. */
  readonly lit: Uint8Array;
}
