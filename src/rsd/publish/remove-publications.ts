import { randomBytes } from 'node:crypto';
import { Fault } from '../../core/faults.ts';
import { removeTree } from './remove-tree.ts';
import type { WritableTree } from './writable-tree.ts';
import { writeIndex } from './write-index.ts';

export interface RemovedFolder {
  readonly section: 'recovery' | 'software';
  readonly id: string;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Which of the folders of a tree have these ids. @throws Fault OPT-01 when one of them has none, PUB-01 */
export async function foldersCalled(
  tree: WritableTree,
  ids: readonly string[],
): Promise<readonly RemovedFolder[]> {
  const found: RemovedFolder[] = [];
  for (const id of new Set(ids)) {
    const before = found.length;
    for (const section of ['recovery', 'software'] as const)
      if (ID.test(id) && (await tree.entries(`${section}/${id}`)) !== 'absent') found.push({ section, id });
    if (found.length === before)
      throw new Fault('OPT-01', {
        option: id,
        problem: `there is no such release or software in ${tree.place('')}`,
      });
  }
  return found;
}

/**
 * Removes folders of a tree: first from the index, then from view by a rename, then for good. A netbook that reads one of
 * them right now loses it.
 * @throws Fault PUB-01
 */
export async function removePublications(
  tree: WritableTree,
  folders: readonly RemovedFolder[],
  signal: AbortSignal,
): Promise<void> {
  const releases = folders.filter(({ section }) => section === 'recovery').map(({ id }) => id);
  if (releases.length > 0) await writeIndex(tree, new Set(releases), signal);
  for (const { section, id } of folders) {
    signal.throwIfAborted();
    const aside = `${section}/.${id}.old-${randomBytes(6).toString('hex')}`;
    await tree.rename(`${section}/${id}`, aside);
    await removeTree(tree, aside);
  }
  // Somebody who published meanwhile may have listed them again.
  if (releases.length > 0) await writeIndex(tree, new Set(), signal);
}
