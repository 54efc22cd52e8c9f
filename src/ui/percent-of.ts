/** Whole percent from 0 to 100, and 100 only when all is done; `'unknown'` without a total. */
export function percentOf(doneBytes: number, totalBytes: number): number | 'unknown' {
  if (!(totalBytes > 0)) return 'unknown';
  return Math.max(0, Math.min(100, Math.floor((100 * doneBytes) / totalBytes)));
}
