import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../src/host/system-clock.ts';
import { openWritableTree } from '../../../src/rsd/publish/open-writable-tree.ts';
import { publish } from '../../../src/rsd/publish/publish.ts';
import { readPublication } from '../../../src/rsd/publish/read-publication.ts';
import { foldersCalled, removePublications } from '../../../src/rsd/publish/remove-publications.ts';
import { openTree, type TreeSetting } from '../../../src/rsd/tree/open-tree.ts';
import { faultFrom } from '../../net/fault-from.ts';
import { cuttingProxy } from '../../net/server/cutting-proxy.ts';
import { type RecoveryFolder, recoveryFolder } from '../../net/server/recovery-folder.ts';
import { testWith, tool } from '../../tool.ts';
import { anyRootfs, releaseFolder } from '../release-folder.ts';

const { signal } = new AbortController();
const WRITABLE = ['ForceCommand internal-sftp'];
const BLOCKS = 4096;

let given: RecoveryFolder;

beforeAll(() => {
  given = recoveryFolder(1024);
});

afterAll(() => given[Symbol.dispose]());

/** A tree of its own below the folder of the server, and how `rsd` gets there. */
function treeAt(name: string, port: number): { root: string; place: string; setting: TreeSetting } {
  const root = join(given.folder, name);
  mkdirSync(root);
  const knownHosts = join(given.folder, `known-${name}`);
  const server = given.serverAt([port]);
  writeFileSync(knownHosts, server.knownHosts);
  return {
    root,
    place: `sftp://${server.user}@127.0.0.1:${port}${root}`,
    setting: {
      userName: server.user,
      homeFolder: given.folder,
      clock: systemClock,
      ssh: { knownHosts, identity: join(given.folder, 'user') },
      tell: () => undefined,
    },
  };
}

async function put(
  release: string,
  place: string,
  setting: TreeSetting,
  onBytes = (): void => undefined,
): Promise<string[]> {
  await using tree = await openWritableTree(place, setting, signal);
  const done = await publish(tree, [await readPublication(release)], onBytes, signal);
  return done.map(({ outcome }) => outcome);
}

testWith('sshd', 'ssh-keygen')(
  'a release goes to a server, is found there by its index, and goes again',
  async () => {
    await using sshd = await given.sshd(WRITABLE);
    const { root, place, setting } = treeAt('whole', sshd.port);
    const release = await releaseFolder(given.folder, { id: 'nimbus-7', rootfs: anyRootfs(BLOCKS) });
    expect(await put(release, place, setting)).toEqual(['added']);
    expect(await put(release, place, setting)).toEqual(['already-there']);
    for (const file of readdirSync(release))
      expect(
        readFileSync(join(root, 'recovery/nimbus-7', file)).equals(readFileSync(join(release, file))),
      ).toBe(true);
    expect(statSync(join(root, 'recovery/nimbus-7')).mode & 0o777).toBe(0o755);
    await using tree = await openTree(place, setting, signal);
    expect(await tree.recovery.list(signal)).toEqual(['nimbus-7']);
    await using writable = await openWritableTree(place, setting, signal);
    await removePublications(writable, await foldersCalled(writable, ['nimbus-7']), signal);
    expect(readdirSync(join(root, 'recovery'))).toEqual([]);
  },
);

testWith('sshd', 'ssh-keygen')('a server that lets nobody write is named with the reason', async () => {
  await using sshd = await given.sshd();
  const { root, place, setting } = treeAt('read-only', sshd.port);
  const release = await releaseFolder(given.folder, { id: 'nimbus-8' });
  const fault = await faultFrom(put(release, place, setting));
  expect(fault).toMatchObject({
    code: 'PUB-01',
    facts: { place: expect.stringContaining(`${root}/recovery`), problem: 'the account may not write there' },
  });
});

testWith('sshd', 'ssh-keygen')(
  'a line that is cut leaves nothing that anybody finds, and the next attempt succeeds',
  async () => {
    await using sshd = await given.sshd(WRITABLE);
    await using proxy = await cuttingProxy(sshd.port);
    const { root, place, setting } = treeAt('cut', proxy.port);
    const release = await releaseFolder(given.folder, { id: 'nimbus-9', rootfs: anyRootfs(BLOCKS) });
    let isWhole = true;
    const cut = (): void => {
      if (isWhole) proxy.cutAfter(1);
      isWhole = false;
    };
    const fault = await faultFrom(put(release, place, setting, cut));
    expect(fault).toMatchObject({
      code: 'PUB-01',
      facts: { problem: expect.stringContaining('connection was lost') },
    });
    await using tree = await openTree(place, setting, signal);
    expect(await tree.recovery.list(signal)).toEqual([]);
    expect(readdirSync(join(root, 'recovery')).filter((name) => !name.startsWith('.'))).toEqual([]);
    expect(await put(release, place, setting)).toEqual(['added']);
  },
);

testWith('sshd', 'ssh-keygen')(
  'two who publish to a server at once leave both releases in the index',
  async () => {
    await using sshd = await given.sshd(WRITABLE);
    const { root, place, setting } = treeAt('two', sshd.port);
    const releases = await Promise.all(
      ['x-1', 'y-1', 'z-1'].map((id) => releaseFolder(given.folder, { id })),
    );
    await Promise.all(releases.map((release) => put(release, place, setting)));
    expect(JSON.parse(readFileSync(join(root, 'recovery/index.json'), 'utf8'))).toEqual({
      releases: ['x-1', 'y-1', 'z-1'],
    });
  },
);

testWith('sshd', 'ssh-keygen')('a folder that is not on the server is refused', async () => {
  await using sshd = await given.sshd(WRITABLE);
  const { place, setting } = treeAt('none', sshd.port);
  const fault = await faultFrom(openWritableTree(`${place}/nothing`, setting, signal));
  expect(fault).toMatchObject({ code: 'PUB-01', facts: { problem: 'there is no such folder' } });
});

const testAsRoot = userInfo().uid === 0 ? testWith('sshd', 'ssh-keygen', 'mount') : test.skip;

testAsRoot.for(['here', 'on a server'])(
  'a disk that becomes full %s is named, and leaves nothing',
  async (where) => {
    await using sshd = await given.sshd(WRITABLE);
    const { root, place, setting } = treeAt(`full-${where.length}`, sshd.port);
    expect(tool('mount', '-t', 'tmpfs', '-o', 'size=4m', 'rsd-test', root).status).toBe(0);
    try {
      const release = await releaseFolder(given.folder, { id: 'big-1', rootfs: anyRootfs(BLOCKS) });
      const full = await openWritableTree(where === 'here' ? root : place, setting, signal);
      await using tree = full;
      // Somebody else fills it after we have looked.
      const trusting = { ...full, freeBytes: async () => 2 ** 40 };
      const publication = await readPublication(release);
      const fault = await faultFrom(publish(trusting, [publication], () => undefined, signal));
      expect(fault).toMatchObject({ code: 'PUB-01', facts: { problem: 'it is full' } });
      expect(await tree.entries('recovery')).toEqual([]);
      const refused = await faultFrom(publish(tree, [publication], () => undefined, signal));
      expect(refused).toMatchObject({
        code: 'PUB-01',
        facts: { problem: expect.stringContaining('are free') },
      });
    } finally {
      tool('umount', root);
    }
  },
);
