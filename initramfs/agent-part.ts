import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPart, type Part, type Workshop } from './build-part.ts';
import { mustRun } from './must-run.ts';
import { treeDigest } from './tree-digest.ts';

const PROJECT = join(import.meta.dirname, '..');

/** `agent`: the bundle of the agent, as it lies in /usr/lib/rsd of the root filesystem. */
export async function agentPart(workshop: Workshop): Promise<Part> {
  const inputs = await Promise.all([
    treeDigest(join(PROJECT, 'src')),
    treeDigest(join(PROJECT, 'locales')),
    readFile(join(PROJECT, 'tools/bundle.sh')),
    readFile(join(PROJECT, 'package-lock.json')),
  ]);
  return await buildPart(workshop, {
    name: 'agent',
    inputs,
    make: async (folder) => {
      const bundle = ['tools/bundle.sh', join(folder, 'agent')] as const;
      await mustRun(['sh', 'tools/with-node.sh', 'sh', ...bundle], { cwd: PROJECT });
    },
  });
}
