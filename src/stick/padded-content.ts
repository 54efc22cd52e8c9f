import type { Content } from './content.ts';

/** A content with zeros behind it, up to a whole multiple of `multipleBytes`. */
export function paddedContent(content: Content, multipleBytes: number): Content {
  const sizeBytes = Math.ceil(content.sizeBytes / multipleBytes) * multipleBytes;
  return {
    sizeBytes,
    async read(offsetBytes, into, signal) {
      if (offsetBytes < content.sizeBytes) return await content.read(offsetBytes, into, signal);
      const bytes = Math.max(0, Math.min(into.length, sizeBytes - offsetBytes));
      into.fill(0, 0, bytes);
      return bytes;
    },
  };
}
