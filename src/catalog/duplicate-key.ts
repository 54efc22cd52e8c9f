const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]/gs;

/** An object or array that the reader is inside of. An array has an index and no keys. */
interface Open {
  readonly keys: Set<string> | null;
  at: string | number;
}

/**
 * The steps to the first key that an object has twice, or `'none'`. Two spellings of one key (`"id"`, `"\u0069d"`)
 * are the same key. `JSON.parse` keeps the last of them; another reader may keep the first.
 * @param json text that `JSON.parse` accepts
 */
export function duplicateKey(json: string): readonly (string | number)[] | 'none' {
  // A list and no recursion: the depth is whatever the writer of the text wants it to be.
  const open: Open[] = [];
  let text = '';
  for (const [token] of json.matchAll(TOKENS)) {
    const inner = open.at(-1);
    if (token === '{') open.push({ keys: new Set(), at: '' });
    else if (token === '[') open.push({ keys: null, at: 0 });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',') nextItem(inner);
    else if (token !== ':') text = token;
    else if (inner && isSeenAgain(inner, text)) return open.map(({ at }) => at);
  }
  return 'none';
}

function nextItem(inner: Open | undefined): void {
  if (typeof inner?.at === 'number') inner.at += 1;
}

function isSeenAgain(inner: Open, quotedKey: string): boolean {
  const key = String(JSON.parse(quotedKey));
  inner.at = key;
  if (inner.keys?.has(key)) return true;
  inner.keys?.add(key);
  return false;
}
