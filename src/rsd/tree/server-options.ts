import type { Command } from 'commander';
import type { ServerEvent } from '../../core/server-event.ts';
import type { Setting } from '../setting.ts';
import type { TreeSetting } from './open-tree.ts';

/** Whose keys are used with a server, where OpenSSH's own are not meant. */
export interface ServerOptions {
  readonly knownHosts?: string;
  readonly identity?: string;
}

/** Gives a command the options that are needed with `sftp://…`. */
export function withServerOptions(command: Command): Command {
  return command
    .option('--known-hosts <file>', 'keys of servers, instead of those of OpenSSH')
    .option('--identity <file>', 'private key to log in with, instead of that of OpenSSH');
}

export function treeSetting(
  { userName, homeFolder, clock, voice }: Setting,
  { knownHosts, identity }: ServerOptions,
): TreeSetting {
  return {
    userName,
    homeFolder,
    clock,
    ssh: { knownHosts, identity },
    tell: (news) => voice.note(newsLine(news)),
  };
}

function newsLine(news: ServerEvent): string {
  if (news.kind === 'server-connected') return `Connected to ${news.host}`;
  if (news.kind === 'server-failed') return `${news.host} failed with ${news.code}`;
  return `Trying again in ${Math.ceil(news.delayMs / 1000)} s (${news.code})`;
}
