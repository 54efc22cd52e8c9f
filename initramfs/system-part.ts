import { join } from 'node:path';
import { buildPart, type Part, type Workshop } from './build-part.ts';
import { copyEntry } from './copy-entry.ts';
import { filesBelow } from './files-below.ts';
import { keepRules } from './keep-rules.ts';
import { neededLibraries } from './needed-libraries.ts';
import { readList } from './read-list.ts';

const RULES = join(import.meta.dirname, 'rootfs.rules');

/** `tree`: what of the Debian packages is in the root filesystem, and the libraries of Node with it. */
export async function systemPart(
  workshop: Workshop,
  debian: Part,
  node: Part & { readonly file: string },
): Promise<Part> {
  const lines = await readList(RULES);
  return await buildPart(workshop, {
    name: 'system',
    inputs: [debian.key, node.key, lines.join('\n')],
    make: async (folder) => {
      const [from, to] = [join(debian.folder, 'tree'), join(folder, 'tree')];
      const kept = (await filesBelow(from)).filter(keepRules(lines));
      const all = new Set([...kept, ...(await neededLibraries(from, [...kept, node.file]))]);
      for (const path of all) await copyEntry(join(from, path), join(to, path));
    },
  });
}
