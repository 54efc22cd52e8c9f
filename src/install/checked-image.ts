/** The content of one payload, every byte of it checked before anyone else sees it. */
export interface CheckedImage {
  readonly file: string;
  /** A multiple of 4096. */
  readonly sizeBytes: number;
  /**
   * Fills `into` with the content at `offsetBytes` (a multiple of the length of a slot).
   * @throws Fault IMG-02, IMG-03, IMG-04, IMG-06, STK-02, STK-03
   */
  fill(offsetBytes: number, into: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Where, counted from the start of the image, `bytes` first differs from what was signed. */
  firstWrong(offsetBytes: number, bytes: Uint8Array, signal: AbortSignal): Promise<number | 'none'>;
}
