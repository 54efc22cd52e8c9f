const MAX_ITEMS = 8;

/** The first few of a list that may be long, and how many more there are. */
export function shortened(items: readonly string[]): readonly string[] {
  const left = items.length - MAX_ITEMS;
  return left > 0 ? [...items.slice(0, MAX_ITEMS), `${left} more`] : items;
}
