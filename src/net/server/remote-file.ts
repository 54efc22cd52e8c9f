import type { Stats } from 'ssh2';

/** What a server says of something in its tree. Every part of it may be a lie. */
export interface RemoteFile {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly sizeBytes: number;
  readonly modifiedSeconds: number;
}

/** The type bits of `st_mode`, which SFTP servers send as POSIX has them. */
const KINDS: Readonly<Record<number, RemoteFile['kind']>> = {
  0o100_000: 'file',
  0o040_000: 'folder',
  0o120_000: 'link',
};
const TYPE_MASK = 0o170_000;

/** Checks the attributes that ssh2 passes on as they came; `'malformed'` when they are no use. */
export function remoteFile(attributes: Partial<Stats> | undefined): RemoteFile | 'malformed' {
  const { mode, size, mtime } = attributes ?? {};
  if (typeof mode !== 'number') return 'malformed';
  const kind = KINDS[mode & TYPE_MASK] ?? 'other';
  if (kind !== 'file') return { kind, sizeBytes: 0, modifiedSeconds: 0 };
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || typeof mtime !== 'number')
    return 'malformed';
  return { kind, sizeBytes: size, modifiedSeconds: mtime };
}
