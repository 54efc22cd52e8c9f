/** Whether a document that was read from JSON or TOML has something at `path`. */
export function hasPath(document: unknown, path: readonly PropertyKey[]): boolean {
  let at = document;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return false;
    at = Object.entries(at).find(([key]) => key === String(step))?.[1];
  }
  return true;
}
