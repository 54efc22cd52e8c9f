import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { FAULTS } from '../../core/fault-catalogue.ts';
import type { ServerEvent } from '../../core/server-event.ts';
import type { Setting } from '../setting.ts';
import { imageTree } from '../tree/image-tree.ts';
import { openTree } from '../tree/open-tree.ts';
import { isServerPlace } from '../tree/server-place.ts';
import type { SshOptions } from '../tree/ssh-files.ts';
import type { Tree } from '../tree/tree.ts';

/** Where the parts of a stick come from. */
export interface OpenData extends AsyncDisposable {
  readonly tree: Tree;
  /** A folder that is laid out as a tree: it is used where it is. `'none'` for everything else, which is fetched into `cache`. */
  readonly folder: string;
  readonly cache: string;
}

/** Opens a folder, a server or the image of a stick. @throws Fault OPT-01, NET-14, NET-16 */
export async function openData(
  place: string,
  ssh: SshOptions,
  setting: Setting,
  signal: AbortSignal,
): Promise<OpenData> {
  const { userName, homeFolder, clock, voice, cacheFolder } = setting;
  const isImage = !isServerPlace(place) && (await isFile(place));
  const tell = (news: ServerEvent): void => {
    const text = newsText(news);
    if (text !== 'nothing') voice.note(text);
  };
  const tree = isImage
    ? await imageTree(resolve(place), signal)
    : await openTree(place, { userName, homeFolder, clock, ssh, tell }, signal);
  return {
    tree,
    folder: isImage || isServerPlace(place) ? 'none' : tree.name,
    cache: join(cacheFolder, cacheName(isImage ? `image ${basename(place)}` : tree.name)),
    [Symbol.asyncDispose]: () => tree[Symbol.asyncDispose](),
  };
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => 'absent' as const);
  return found !== 'absent' && found.isFile();
}

function cacheName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9.-]/g, '_').replace(/^\.+/, '_');
}

function newsText(news: ServerEvent): string {
  if (news.kind === 'server-connected') return 'nothing';
  const what = `${news.code}: ${FAULTS[news.code].title}`;
  if (news.kind === 'server-failed') return `${news.host}: ${what}`;
  return `No server answers (${what}). Trying again in ${Math.ceil(news.delayMs / 1000)} s.`;
}
