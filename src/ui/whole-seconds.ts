/** Seconds that are left, the one that has begun included. */
export function wholeSeconds(timeMs: number): number {
  return Math.max(0, Math.ceil(timeMs / 1000));
}
