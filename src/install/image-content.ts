/** The unpacked bytes of a root filesystem image, not yet checked. */
export interface ImageContent {
  readonly sizeBytes: number;
  /** Fills `into` from `offsetBytes`. @throws Fault IMG-02, IMG-06, STK-02, STK-03 */
  fill(offsetBytes: number, into: Uint8Array, signal: AbortSignal): Promise<void>;
}
