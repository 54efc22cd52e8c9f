import { randomBytes } from 'node:crypto';
import { Fault } from '../../core/faults.ts';
import type { ControlFiles } from './read-control-files.ts';
import type { WritableTree } from './writable-tree.ts';

/**
 * Puts a control file and its signature in the place of those that are there, each in one step. A device that reads
 * between the two steps reads again. @throws Fault PUB-01, or the signal's reason
 */
export async function publishControl(
  tree: WritableTree,
  { files }: ControlFiles,
  signal: AbortSignal,
): Promise<void> {
  if ((await tree.entries('recovery')) === 'absent') await tree.makeFolder('recovery');
  const suffix = randomBytes(6).toString('hex');
  const fresh = files.map(({ name, bytes }) => ({ name, bytes, part: `recovery/.${name}.part-${suffix}` }));
  try {
    for (const { part, bytes } of fresh) await write(tree, part, bytes, signal);
    for (const { part, name } of fresh) await tree.rename(part, `recovery/${name}`);
  } catch (error) {
    // What cannot be removed has a name that nobody reads.
    for (const { part } of fresh) await tree.removeFile(part).catch(() => undefined);
    throw error;
  }
}

async function write(
  tree: WritableTree,
  part: string,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  await tree.writeFile(part, whole(bytes), signal);
  const found = await tree.sizeOf(part);
  if (found === bytes.length) return;
  const problem = `${bytes.length} bytes were written, and ${found} are there`;
  throw new Fault('PUB-01', { place: tree.place(part), problem });
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}
