import * as z from 'zod';

const SCHEMA = z.object({ releases: z.array(z.string().max(64)).min(1).max(256) });

/**
 * The release ids in an `index.json`, `{ "releases": ["<id>", …] }`, or `'useless'`. Nobody signed it: it saves a
 * listing, and whatever is wrong with it costs no more than that listing.
 */
export function releaseIndex(bytes: Uint8Array): readonly string[] | 'useless' {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Not JSON, or not UTF-8.
    return 'useless';
  }
  const index = SCHEMA.safeParse(content);
  return index.success ? index.data.releases : 'useless';
}
