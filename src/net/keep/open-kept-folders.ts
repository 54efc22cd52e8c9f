import { Fault } from '../../core/faults.ts';
import type { ReleaseFiles } from './keep-download.ts';
import { StickFolder } from './stick-folder.ts';
import { whoseManifest } from './whose-manifest.ts';

export interface KeptFolders extends AsyncDisposable {
  /** The stick's data partition. */
  readonly root: StickFolder;
  /** Holds whole releases. */
  readonly recovery: StickFolder;
  /** `recovery.part`: holds those that are being fetched. */
  readonly parts: StickFolder;
}

/** What `publishRelease` calls a release that it moves aside, and no release is called. */
const ASIDE = /^(.+)~old$/;

/**
 * Opens the folders on the stick, which are made when they are not there, and puts right what a power cut has left.
 * @throws Fault STK-06, or the errors of node:fs
 */
export async function openKeptFolders(
  stick: string,
  release: Pick<ReleaseFiles, 'id' | 'digest'>,
): Promise<KeptFolders> {
  await using held = new AsyncDisposableStack();
  const root = held.use(await StickFolder.at(stick));
  const recovery = held.use(await root.madeFolder('recovery'));
  const parts = held.use(await root.madeFolder('recovery.part'));
  await tidy(recovery, parts);
  await refuseNamesake(recovery, release.id);
  await refuseAnother(recovery, release);
  const kept = held.move();
  return { root, recovery, parts, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A release that was moved aside goes back, unless there is another in its place. */
async function tidy(recovery: StickFolder, parts: StickFolder): Promise<void> {
  for (const name of await parts.names()) {
    const id = ASIDE.exec(name)?.[1];
    if (id === undefined) continue;
    const isWanted = (await parts.kindOf(name)) === 'folder' && (await recovery.kindOf(id)) === 'absent';
    if (isWanted) await parts.rename(name, recovery, id);
    else await parts.remove(name);
  }
}

/** On FAT it would have the same folder, and be overwritten. */
async function refuseNamesake(recovery: StickFolder, releaseId: string): Promise<void> {
  const names = await recovery.names();
  const namesake = names.find((name) => name !== releaseId && isSameOnFat(name, releaseId));
  if (namesake !== undefined)
    throw new Fault('STK-06', { problem: `its name differs from "${namesake}" only in capitals` });
}

/** The same release may be there with damaged files, and is replaced. Another one belongs to somebody. */
async function refuseAnother(
  recovery: StickFolder,
  { id, digest }: Pick<ReleaseFiles, 'id' | 'digest'>,
): Promise<void> {
  if ((await recovery.kindOf(id)) !== 'folder') return;
  await using there = await recovery.folder(id);
  if ((await whoseManifest(there, digest)) !== 'another') return;
  throw new Fault('STK-06', { problem: 'another release of this name is on the stick' });
}

function isSameOnFat(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}
