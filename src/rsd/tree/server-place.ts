import { Fault } from '../../core/faults.ts';
import { readServerAddress } from '../../net/settings/read-server-address.ts';
import type { ServerAddress } from '../../net/settings/server-address.ts';

/** A folder on an SFTP server. */
export interface ServerPlace {
  readonly address: ServerAddress;
  readonly user: string;
  /** Absolute, without a slash at its end; `''` is the root. */
  readonly path: string;
}

const FORM = /^sftp:\/\/(?:([^@/:]+)@)?([^/@]+)(\/[^?#]*)?$/;
const MAX_CHARS = 1024;

/** Whether an address means a server; otherwise it is the path of a folder or a file. */
export function isServerPlace(text: string): boolean {
  return text.startsWith('sftp:');
}

/** Reads `sftp://[user@]host[:port][/path]`. @param userName when it names none @throws Fault OPT-01 */
export function readServerPlace(text: string, userName: string): ServerPlace {
  const [, user = userName, host = '', path = ''] = (text.length > MAX_CHARS ? null : FORM.exec(text)) ?? [];
  const wrong = (problem: string): Fault => new Fault('OPT-01', { option: text.slice(0, 200), problem });
  if (host === '') throw wrong('it is not sftp://[user@]host[:port][/path]');
  const address = readServerAddress(host);
  if (typeof address === 'string') throw wrong(address);
  if (path.split('/').some((part) => part === '..' || part === '.'))
    throw wrong('the path has . or .. in it');
  return { address, user, path: path.replace(/\/+/g, '/').replace(/\/$/, '') };
}
