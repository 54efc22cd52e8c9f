/** Bytes that may be too many for memory: a file, or a part of one. */
export interface ImageBytes {
  readonly sizeBytes: number;
  /** Fills `into`, or as much of it as there is before the end; returns the bytes read. */
  read(offsetBytes: number, into: Uint8Array, signal: AbortSignal): Promise<number>;
}
