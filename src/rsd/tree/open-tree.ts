import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault } from '../../core/faults.ts';
import type { Clock, RecoverySource } from '../../core/ports.ts';
import type { ServerEvent } from '../../core/server-event.ts';
import { stickSource } from '../../host/stick-source.ts';
import { openRecoveryServer } from '../../net/server/open-recovery-server.ts';
import type { Patience } from '../../net/server/trouble.ts';
import { addressName } from '../../net/settings/server-address.ts';
import { isServerPlace, readServerPlace, type ServerPlace } from './server-place.ts';
import { type SshFiles, type SshOptions, sshFiles } from './ssh-files.ts';
import type { Tree } from './tree.ts';

export interface TreeSetting {
  readonly userName: string;
  readonly homeFolder: string;
  readonly clock: Clock;
  readonly ssh: SshOptions;
  /** Told of what goes on with the server. */
  readonly tell: (news: ServerEvent) => void;
}

const PATIENCE: Patience = { firstDelayMs: 1000, maxDelayMs: 8000, giveUpMs: 60_000 };

/** Opens a folder, or `sftp://[user@]host[:port]/path`. No server is called yet. @throws Fault OPT-01, NET-14, NET-16 */
export async function openTree(place: string, setting: TreeSetting, signal: AbortSignal): Promise<Tree> {
  if (!isServerPlace(place)) return await localTree(resolve(place));
  const server = readServerPlace(place, setting.userName);
  const files = await sshFiles(setting.ssh, setting.homeFolder);
  await using held = new AsyncDisposableStack();
  const recovery = held.use(await sourceOn(server, 'recovery', files, setting, signal));
  const software = held.use(await sourceOn(server, 'software', files, setting, signal));
  const all = held.move();
  return {
    name: addressName(server.address),
    recovery,
    software,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function localTree(folder: string): Promise<Tree> {
  const found = await stat(folder).catch(() => 'absent' as const);
  if (found === 'absent' || !found.isDirectory())
    throw new Fault('OPT-01', { option: folder, problem: 'there is no such folder' });
  return {
    name: folder,
    recovery: stickSource(folder, { tree: 'recovery', label: folder }),
    software: stickSource(folder, { tree: 'software', label: folder }),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function sourceOn(
  { address, user, path }: ServerPlace,
  tree: 'recovery' | 'software',
  files: SshFiles,
  { clock, tell }: TreeSetting,
  signal: AbortSignal,
): Promise<RecoverySource & AsyncDisposable> {
  const server = { addresses: [address], user, path: `${path}/${tree}`, ...files, proxy: 'none' } as const;
  return await openRecoveryServer(server, PATIENCE, clock, tell, signal);
}
