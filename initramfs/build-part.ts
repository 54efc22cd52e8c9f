import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../src/host/errno-of.ts';

/** A folder of results, and a name for everything that they were made from. */
export interface Part {
  readonly folder: string;
  readonly key: string;
}

export interface PartPlan {
  readonly name: string;
  /** Everything that the result depends on, in a fixed order: contents, keys of other parts, settings. */
  readonly inputs: readonly (string | Uint8Array)[];
  /** Makes the result in an empty folder. */
  readonly make: (folder: string) => Promise<void>;
}

export interface Workshop {
  /** Where the parts are kept. */
  readonly folder: string;
  readonly log: (line: string) => void;
  /** What the programs are that make the parts: a part is made again when they change. */
  readonly code?: string;
}

const KEY_FILE = '.made-from';

/** The part as it was made before from the same inputs, or made anew. It appears whole or not at all. */
export async function buildPart(workshop: Workshop, { name, inputs, make }: PartPlan): Promise<Part> {
  const folder = join(workshop.folder, name);
  const key = keyOf(name, [workshop.code ?? '', ...inputs]);
  if ((await readFile(join(folder, KEY_FILE), 'utf8').catch(() => '')) === key) return { folder, key };
  const startMs = performance.now();
  const work = `${folder}.new`;
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await make(work);
  await writeFile(join(work, KEY_FILE), key);
  await replace(folder, work);
  workshop.log(`${name}: made in ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  return { folder, key };
}

/** Puts `work` in the place of `folder`, which may be in use: what is open there stays readable. */
async function replace(folder: string, work: string): Promise<void> {
  const old = `${folder}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(folder, old).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
  });
  await rename(work, folder);
  await rm(old, { recursive: true, force: true });
}

function keyOf(name: string, inputs: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256').update(name);
  // Each input is hashed by itself, so that what ends one cannot begin the next.
  for (const input of inputs) hash.update(createHash('sha256').update(input).digest());
  return hash.digest('hex');
}
