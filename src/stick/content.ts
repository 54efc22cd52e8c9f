/** Bytes that a stick is made of, read at any place. */
export interface Content {
  readonly sizeBytes: number;
  /** Fills `into`, or as much of it as there is before the end; returns the bytes read. */
  read(offsetBytes: number, into: Uint8Array, signal: AbortSignal): Promise<number>;
}
