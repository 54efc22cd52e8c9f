import { mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault } from '../../core/faults.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { serverLogin } from '../../net/server/server-login.ts';
import { openSftpSession } from '../../net/server/sftp-session.ts';
import type { TreeSetting } from '../tree/open-tree.ts';
import { isServerPlace, readServerPlace } from '../tree/server-place.ts';
import { sshFiles } from '../tree/ssh-files.ts';
import { localWritableTree } from './local-writable-tree.ts';
import { serverWritableTree } from './server-writable-tree.ts';
import type { WritableTree } from './writable-tree.ts';

/**
 * Opens a tree to write to: a folder, which is made when it is missing, or `sftp://[user@]host[:port]/path`, which must be
 * there.
 * @throws Fault OPT-01, PUB-01, NET-…
 */
export async function openWritableTree(
  place: string,
  setting: TreeSetting,
  signal: AbortSignal,
): Promise<WritableTree> {
  if (!isServerPlace(place)) return await localTree(resolve(place));
  const { address, user, path } = readServerPlace(place, setting.userName);
  const files = await sshFiles(setting.ssh, setting.homeFolder);
  const login = await serverLogin({ user, proxy: 'none', ...files });
  const session = await openSftpSession(address, login, setting.clock, signal);
  const tree = serverWritableTree(session, path);
  if ((await tree.entries('')) !== 'absent') return tree;
  await tree[Symbol.asyncDispose]();
  throw new Fault('PUB-01', { place: tree.place(''), problem: 'there is no such folder' });
}

async function localTree(folder: string): Promise<WritableTree> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new Fault('PUB-01', { place: folder, problem: errnoOf(error) }, { cause: error });
  }
  if (!(await stat(folder)).isDirectory())
    throw new Fault('PUB-01', { place: folder, problem: 'it is no folder' });
  return localWritableTree(folder);
}
