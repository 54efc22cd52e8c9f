/** A time as on a clock that started with 0, e.g. `0:07`, `12:30` or `1:02:03`. */
export function timeSince(atMs: number): string {
  const seconds = Math.max(0, Math.floor(atMs / 1000));
  const hours = Math.floor(seconds / 3600);
  const parts = [hours, Math.floor(seconds / 60) % 60, seconds % 60].slice(hours > 0 ? 0 : 1);
  return parts.map((part, at) => (at === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
}
