import type { HeaderField } from './encode-header.ts';

export interface SignaturePlace {
  /** From the start of the structure, where its bytes will lie. */
  readonly start: number;
  readonly sizeBytes: number;
  /** How many bytes it covers. */
  readonly dataBytes: number;
}

/** The header of a signature at `at`, which points to its bytes from its own place. */
export function signatureFields(at: number, { start, sizeBytes, dataBytes }: SignaturePlace): HeaderField[] {
  return [
    [at, start - at],
    [at + 8, sizeBytes],
    [at + 16, dataBytes],
  ];
}
