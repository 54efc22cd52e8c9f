import type { WritableTree } from './writable-tree.ts';

/** Deeper than anything that we put into a tree. */
const MAX_DEPTH = 4;

/** Removes a folder with all that is in it. Links are removed and not followed. @throws Fault PUB-01 */
export async function removeTree(tree: WritableTree, path: string, depth = 0): Promise<void> {
  const entries = await tree.entries(path);
  if (entries === 'absent') return;
  for (const { name, kind } of entries) {
    const inner = `${path}/${name}`;
    if (kind === 'folder' && depth < MAX_DEPTH) await removeTree(tree, inner, depth + 1);
    else await tree.removeFile(inner);
  }
  await tree.removeFolder(path);
}
