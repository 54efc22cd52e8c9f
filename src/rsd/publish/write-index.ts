import { randomBytes } from 'node:crypto';
import { Fault } from '../../core/faults.ts';
import { releaseIndex } from '../../net/server/release-index.ts';
import type { WritableTree } from './writable-tree.ts';

const INDEX = 'recovery/index.json';
const MAX_INDEX_BYTES = 64 * 1024;
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Each time that others have changed the tree meanwhile. */
const MAX_ROUNDS = 32;

/**
 * Makes `recovery/index.json` list what is there. It is made from the listing, never from the index before, and looked at
 * again until both agree: of several who publish at once, whoever writes last has seen what all the others had put
 * there before they wrote. The agents believe nothing of it but the names, and what it leaves out is not found.
 * @param without ids that are there still, and are about to be removed
 * @throws Fault PUB-01
 */
export async function writeIndex(
  tree: WritableTree,
  without: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const listed = await tree.entries('recovery');
    if (listed === 'absent') return;
    const ids = listed
      .filter(({ name, kind }) => kind === 'folder' && ID.test(name) && !without.has(name))
      .map(({ name }) => name)
      .toSorted();
    const current = await tree.readSmall(INDEX, MAX_INDEX_BYTES, signal);
    if (saysTheSame(current, ids)) return;
    await replace(tree, ids, current, signal);
  }
  throw new Fault('PUB-01', {
    place: tree.place(INDEX),
    problem: 'somebody changes the tree all the time: publish again when it is quiet',
  });
}

function saysTheSame(current: Uint8Array | 'absent', ids: readonly string[]): boolean {
  // An index cannot say that nothing is there.
  if (current === 'absent') return ids.length === 0;
  const indexed = releaseIndex(current);
  return indexed !== 'useless' && JSON.stringify(indexed) === JSON.stringify(ids);
}

async function replace(
  tree: WritableTree,
  ids: readonly string[],
  current: Uint8Array | 'absent',
  signal: AbortSignal,
): Promise<void> {
  if (ids.length === 0) {
    if (current !== 'absent') await tree.removeFile(INDEX);
    return;
  }
  const fresh = `recovery/.index.json.part-${randomBytes(6).toString('hex')}`;
  try {
    await tree.writeFile(fresh, whole(`${JSON.stringify({ releases: ids }, null, 2)}\n`), signal);
    await tree.rename(fresh, INDEX);
  } catch (error) {
    await tree.removeFile(fresh).catch(() => undefined);
    throw error;
  }
}

async function* whole(text: string): AsyncGenerator<Uint8Array, void> {
  yield new TextEncoder().encode(text);
}
