import { randomBytes } from 'node:crypto';
import { Fault, isFault } from '../../core/faults.ts';
import { checkedContent } from './checked-content.ts';
import { type Publication, publicationBytes } from './publication.ts';
import { removeTree } from './remove-tree.ts';
import type { WritableTree } from './writable-tree.ts';
import { writeIndex } from './write-index.ts';

export interface Published {
  readonly publication: Publication;
  readonly outcome: 'added' | 'already-there';
}

type OnBytes = (publication: Publication, doneBytes: number, totalBytes: number) => void;

/** A manifest, its signature, or software.json. */
const MAX_IDENTITY_BYTES = 64 * 1024;
/** What netbooks list at most. */
const MAX_IDS = 256;

/**
 * Puts publications into a tree, one after the other. Each is uploaded under a name that readers pass over and renamed
 * when it is whole, so that nobody ever sees half of one; the index comes last. Others may publish at the same time: of
 * two with the same id, the first to be renamed stays.
 * @throws Fault PUB-01, PUB-02, or the signal's reason
 */
export async function publish(
  tree: WritableTree,
  publications: readonly Publication[],
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<readonly Published[]> {
  const done: Published[] = [];
  const missing = await notThere(tree, publications, signal);
  await refuseNoRoom(tree, missing);
  try {
    for (const publication of publications) {
      const outcome = missing.includes(publication)
        ? await add(tree, publication, onBytes, signal)
        : 'already-there';
      done.push({ publication, outcome });
    }
  } catch (error) {
    // What came before is there and is to be found. The first failure says more than one of the index after it.
    if (done.length > 0 && !signal.aborted) await writeIndex(tree, new Set(), signal).catch(() => undefined);
    throw error;
  }
  await writeIndex(tree, new Set(), signal);
  return done;
}

/** Everything that another one has the name of is refused before anything is written. */
async function notThere(
  tree: WritableTree,
  publications: readonly Publication[],
  signal: AbortSignal,
): Promise<readonly Publication[]> {
  const missing: Publication[] = [];
  for (const publication of publications) {
    if (missing.some(({ section, id }) => section === publication.section && id === publication.id))
      throw new Fault('PUB-02', { release: publication.id, problem: 'two of the folders have this id' });
    if ((await there(tree, publication, signal)) === 'absent') missing.push(publication);
  }
  return missing;
}

/** @throws Fault PUB-02 when what is there is another one, or not whole */
async function there(
  tree: WritableTree,
  { section, id, identity, payloads }: Publication,
  signal: AbortSignal,
): Promise<'the-same' | 'absent'> {
  const path = `${section}/${id}`;
  if ((await tree.entries(path)) === 'absent') return 'absent';
  const refused = (problem: string): Fault => new Fault('PUB-02', { release: id, problem });
  for (const { file, bytes } of identity) {
    const found = await tree.readSmall(`${path}/${file}`, MAX_IDENTITY_BYTES, signal);
    if (found === 'absent' || Buffer.compare(found, bytes) !== 0)
      throw refused(`another one is at ${tree.place(path)}: its ${file} differs`);
  }
  for (const { file, bytes } of payloads) {
    const found = await tree.sizeOf(`${path}/${file}`);
    if (found !== bytes)
      throw refused(`it is at ${tree.place(path)} and not whole: ${file} has ${found} bytes`);
  }
  return 'the-same';
}

async function refuseNoRoom(tree: WritableTree, missing: readonly Publication[]): Promise<void> {
  const freeBytes = await tree.freeBytes();
  const neededBytes = missing.reduce((sum, publication) => sum + publicationBytes(publication), 0);
  const refused = (path: string, problem: string): Fault =>
    new Fault('PUB-01', { place: tree.place(path), problem });
  if (freeBytes !== 'unknown' && freeBytes < neededBytes)
    throw refused('', `${neededBytes} bytes are needed, and ${freeBytes} are free`);
  for (const section of ['recovery', 'software'] as const) {
    const more = missing.filter((one) => one.section === section).length;
    if (more === 0) continue;
    const entries = await tree.entries(section);
    const has =
      entries === 'absent'
        ? 0
        : entries.filter(({ kind, name }) => kind === 'folder' && !name.startsWith('.')).length;
    if (has + more > MAX_IDS)
      throw refused(
        section,
        `it has ${has} folders, and netbooks read ${MAX_IDS} at most: remove some first`,
      );
  }
}

async function add(
  tree: WritableTree,
  publication: Publication,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<Published['outcome']> {
  const { section, id } = publication;
  const part = `${section}/.${id}.part-${randomBytes(6).toString('hex')}`;
  await makeSection(tree, section);
  await tree.makeFolder(part);
  try {
    await upload(tree, part, publication, onBytes, signal);
    signal.throwIfAborted();
    return await putInPlace(tree, part, publication, signal);
  } catch (error) {
    // What cannot be removed has a name that nobody reads, and says itself what it is.
    await removeTree(tree, part).catch(() => undefined);
    throw error;
  }
}

async function makeSection(tree: WritableTree, section: string): Promise<void> {
  if ((await tree.entries(section)) !== 'absent') return;
  try {
    await tree.makeFolder(section);
  } catch (error) {
    // Somebody else has made it meanwhile.
    if ((await tree.entries(section)) === 'absent') throw error;
  }
}

async function upload(
  tree: WritableTree,
  part: string,
  publication: Publication,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  const { identity, payloads } = publication;
  const totalBytes = publicationBytes(publication);
  let doneBytes = 0;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of chunks) {
      yield chunk;
      onBytes(publication, (doneBytes += chunk.length), totalBytes);
    }
  };
  const write = async (file: string, bytes: number, content: AsyncIterable<Uint8Array>): Promise<void> => {
    const path = `${part}/${file}`;
    await tree.writeFile(path, counted(content), signal);
    const found = await tree.sizeOf(path);
    if (found !== bytes)
      throw new Fault('PUB-01', {
        place: tree.place(path),
        problem: `${bytes} bytes were written, and ${found} are there`,
      });
  };
  for (const one of payloads) await write(one.file, one.bytes, checkedContent(publication, one));
  for (const { file, bytes } of identity) await write(file, bytes.length, whole(bytes));
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}

async function putInPlace(
  tree: WritableTree,
  part: string,
  publication: Publication,
  signal: AbortSignal,
): Promise<Published['outcome']> {
  try {
    await tree.rename(part, `${publication.section}/${publication.id}`);
    return 'added';
  } catch (error) {
    // A folder that is not empty is never replaced: somebody else was first, perhaps with the same.
    if (!isFault(error, 'PUB-01') || (await there(tree, publication, signal)) === 'absent') throw error;
    await removeTree(tree, part);
    return 'already-there';
  }
}
