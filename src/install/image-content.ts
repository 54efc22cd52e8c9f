import type { DigestRule } from '../core/ports.ts';

/** The unpacked bytes of a root filesystem image, not yet checked. */
export interface ImageContent {
  readonly sizeBytes: number;
  /** Fills `into` from `offsetBytes`. @throws Fault IMG-02, IMG-06, STK-02, STK-03 */
  fill(offsetBytes: number, into: Uint8Array, signal: AbortSignal): Promise<void>;
  /**
   * `fill`, and then the index of the first block whose digest is not the one in `digests`, which may be under way as
   * well. @throws as `fill`, and what `digests` rejects with
   */
  fillChecked(
    offsetBytes: number,
    into: Uint8Array,
    digests: Promise<Uint8Array>,
    rule: DigestRule,
    signal: AbortSignal,
  ): Promise<number | 'all-good'>;
}
