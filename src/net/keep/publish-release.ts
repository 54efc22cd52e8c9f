import type { KeptFolders } from './open-kept-folders.ts';
import type { StickFolder } from './stick-folder.ts';

/** What a release has besides its payloads: names and bytes. */
export type ManifestFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Makes a release of `recovery.part/<id>`, whose payloads are whole and on the medium. A power cut leaves it there, to
 * be published by the next run, or in `recovery`.
 * @throws Fault STK-06, or the errors of node:fs
 */
export async function publishRelease(
  { root, recovery, parts }: KeptFolders,
  part: StickFolder,
  id: string,
  payloads: readonly string[],
  manifest: ManifestFiles,
): Promise<void> {
  for (const [name, bytes] of manifest) await part.write(name, bytes);
  // The manifest tells that the payloads are whole when the journal does not any more.
  await part.sync();
  const wanted = new Set([...payloads, ...manifest.keys()]);
  for (const name of await part.names()) if (!wanted.has(name)) await part.remove(name);
  const aside = `${id}~old`;
  await parts.remove(aside);
  if ((await recovery.kindOf(id)) !== 'absent') {
    await recovery.rename(id, parts, aside);
    await parts.sync();
    await recovery.sync();
  }
  await parts.rename(id, recovery, id);
  for (const changed of [part, recovery, parts]) await changed.sync();
  // The release is there. What cannot be removed now, the next run removes.
  await parts.remove(aside).catch(() => undefined);
  await removeParts(root, parts).catch(() => undefined);
}

/** They may hold a part of another release. */
async function removeParts(root: StickFolder, parts: StickFolder): Promise<void> {
  if ((await parts.names()).length > 0) return;
  await root.removeEmpty('recovery.part');
  await root.sync();
}
