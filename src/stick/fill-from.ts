import type { Content } from './content.ts';

/**
 * Fills a buffer from a place of a content, however short its reads are.
 * @throws RangeError when there is less than the content said, or what it throws
 */
export async function fillFrom(
  content: Content,
  offsetBytes: number,
  into: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const read = await content.read(offsetBytes + at, into.subarray(at), signal);
    if (read === 0)
      throw new RangeError(`A content ended at byte ${offsetBytes + at} of ${content.sizeBytes}`);
    at += read;
  }
}
