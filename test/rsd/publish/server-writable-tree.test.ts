import { expect, test } from 'vitest';
import type { SftpSession } from '../../../src/net/server/sftp-session.ts';
import { serverWritableTree } from '../../../src/rsd/publish/server-writable-tree.ts';

test.for([
  ['', '', 'server:/'],
  ['', 'recovery/a-1', 'server:/recovery/a-1'],
  ['/srv/rsd', '', 'server:/srv/rsd'],
  ['/srv/rsd', 'recovery', 'server:/srv/rsd/recovery'],
] as const)(
  'below "%s" of a server, "%s" is at %s: never below the home of the account',
  ([root, path, place]) => {
    // Nothing is asked of the server.
    const session = { host: 'server', writes: {} } as SftpSession;
    expect(serverWritableTree(session, root).place(path)).toBe(place);
  },
);
