import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localWritableTree } from '../../../src/rsd/publish/local-writable-tree.ts';
import { publish } from '../../../src/rsd/publish/publish.ts';
import { readPublication } from '../../../src/rsd/publish/read-publication.ts';
import { foldersCalled, removePublications } from '../../../src/rsd/publish/remove-publications.ts';
import type { WritableTree } from '../../../src/rsd/publish/writable-tree.ts';
import { faultFrom } from '../../net/fault-from.ts';
import { releaseFolder } from '../release-folder.ts';
import { scratch } from '../scratch.ts';
import { softwareFolder } from '../software-folder.ts';

const { signal } = new AbortController();
const quietly = (): void => undefined;

function indexOf(tree: string): unknown {
  return JSON.parse(readFileSync(join(tree, 'recovery/index.json'), 'utf8'));
}

async function put(
  folder: string,
  tree: WritableTree,
  ...more: readonly string[]
): Promise<readonly string[]> {
  const publications = await Promise.all([folder, ...more].map(readPublication));
  return (await publish(tree, publications, quietly, signal)).map(({ outcome }) => outcome);
}

test('releases and software are put into a tree with their files, readable by all, and the index names the releases', async () => {
  using made = scratch();
  const root = join(made.folder, 'tree');
  mkdirSync(root);
  const tree = localWritableTree(root);
  const [first, second, software] = [
    await releaseFolder(made.folder, { id: 'nimbus-2' }),
    await releaseFolder(made.folder, { id: 'cirrus-1', hwid: 'CIRRUS' }),
    softwareFolder(made.folder, 'rsd-1', { 'root_key.vbpubk': Buffer.from('a key') }),
  ];
  const umask = process.umask(0o077);
  const outcomes = await put(first, tree, second, software).finally(() => process.umask(umask));
  expect(outcomes).toEqual(['added', 'added', 'added']);
  expect(readdirSync(join(root, 'recovery')).toSorted()).toEqual(['cirrus-1', 'index.json', 'nimbus-2']);
  expect(indexOf(root)).toEqual({ releases: ['cirrus-1', 'nimbus-2'] });
  for (const file of readdirSync(first))
    expect(readFileSync(join(root, 'recovery/nimbus-2', file))).toEqual(readFileSync(join(first, file)));
  expect(readdirSync(join(root, 'software/rsd-1')).toSorted()).toEqual(readdirSync(software).toSorted());
  expect(statSync(join(root, 'recovery/nimbus-2/kernel.bin')).mode & 0o777).toBe(0o644);
  expect(statSync(join(root, 'recovery/nimbus-2')).mode & 0o777).toBe(0o755);
  expect(statSync(join(root, 'recovery/index.json')).mode & 0o777).toBe(0o644);
});

test('the same release once more is there already, and another one with its id is refused', async () => {
  using made = scratch();
  const tree = localWritableTree(join(made.folder, 'tree'));
  mkdirSync(join(made.folder, 'tree'));
  const release = await releaseFolder(made.folder, { id: 'nimbus-2' });
  const other = await releaseFolder(join(made.folder, 'other'), { id: 'nimbus-2' });
  expect(await put(release, tree)).toEqual(['added']);
  expect(await put(release, tree)).toEqual(['already-there']);
  expect(await faultFrom(put(other, tree))).toMatchObject({ code: 'PUB-02', facts: { release: 'nimbus-2' } });
  rmSync(join(made.folder, 'tree/recovery/nimbus-2/kernel.bin'));
  expect(await faultFrom(put(release, tree))).toMatchObject({ code: 'PUB-02' });
});

test.for([
  ['a payload is missing', (at: string) => rmSync(join(at, 'kernel.bin')), 'kernel.bin is missing'],
  [
    'a payload is short',
    (at: string) => writeFileSync(join(at, 'rootfs.img'), 'short'),
    'rootfs.img has 5 bytes',
  ],
  ['the manifest was changed', (at: string) => damage(join(at, 'manifest.json')), 'SIG-03'],
  ['there is no signature', (at: string) => rmSync(join(at, 'manifest.vblock')), 'not signed'],
  ['it is no release', (at: string) => rmSync(join(at, 'manifest.json')), 'neither'],
] as const)('a folder is refused before anything is written when %s', async ([, spoil, problem]) => {
  using made = scratch();
  const release = await releaseFolder(made.folder, { id: 'nimbus-2' });
  spoil(release);
  const fault = await faultFrom(readPublication(release));
  expect(fault).toMatchObject({ code: 'PUB-02', facts: { problem: expect.stringContaining(problem) } });
});

test('what turns out damaged while it is copied leaves nothing behind, and what came before it is found', async () => {
  using made = scratch();
  const root = join(made.folder, 'tree');
  mkdirSync(root);
  const good = await releaseFolder(made.folder, { id: 'nimbus-1' });
  const bad = await releaseFolder(made.folder, { id: 'nimbus-2' });
  damage(join(bad, 'rootfs.img'));
  const fault = await faultFrom(put(good, localWritableTree(root), bad));
  expect(fault).toMatchObject({ code: 'PUB-02', facts: { problem: expect.stringContaining('SHA-256') } });
  expect(readdirSync(join(root, 'recovery')).toSorted()).toEqual(['index.json', 'nimbus-1']);
  expect(indexOf(root)).toEqual({ releases: ['nimbus-1'] });
});

test('too little room is refused with both numbers before anything is written', async () => {
  using made = scratch();
  const release = await releaseFolder(made.folder, { id: 'nimbus-2' });
  const tree = { ...localWritableTree(made.folder), freeBytes: async () => 1000 };
  const fault = await faultFrom(put(release, tree));
  expect(fault).toMatchObject({
    code: 'PUB-01',
    facts: { problem: expect.stringContaining('1000 are free') },
  });
  expect(existsSync(join(made.folder, 'recovery'))).toBe(false);
});

test('several who publish at once leave every release and an index that names them all', async () => {
  using made = scratch();
  const root = join(made.folder, 'tree');
  mkdirSync(root);
  const ids = ['a-1', 'b-1', 'c-1', 'd-1', 'e-1'];
  const releases = await Promise.all(ids.map((id) => releaseFolder(made.folder, { id })));
  await Promise.all(releases.map((release) => put(release, localWritableTree(root))));
  expect(indexOf(root)).toEqual({ releases: ids });
  expect(readdirSync(join(root, 'recovery')).toSorted()).toEqual([...ids, 'index.json']);
});

test('somebody who writes an old index last looks again and mends it', async () => {
  using made = scratch();
  const root = join(made.folder, 'tree');
  mkdirSync(root);
  const tree = localWritableTree(root);
  const [first, second] = [
    await releaseFolder(made.folder, { id: 'a-1' }),
    await releaseFolder(made.folder, { id: 'b-1' }),
  ];
  let isSlow = true;
  // The other one comes and goes between our listing and our index.
  const slow: WritableTree = {
    ...tree,
    async rename(from, to) {
      if (to.endsWith('index.json') && isSlow) {
        isSlow = false;
        await put(second, tree);
      }
      await tree.rename(from, to);
    },
  };
  await put(first, slow);
  expect(isSlow).toBe(false);
  expect(indexOf(root)).toEqual({ releases: ['a-1', 'b-1'] });
});

test('two who publish the same release at once both succeed', async () => {
  using made = scratch();
  const root = join(made.folder, 'tree');
  mkdirSync(root);
  const tree = localWritableTree(root);
  const release = await releaseFolder(made.folder, { id: 'a-1' });
  const late: WritableTree = {
    ...tree,
    async rename(from, to) {
      if (to === 'recovery/a-1') await put(release, tree);
      await tree.rename(from, to);
    },
  };
  expect(await put(release, late)).toEqual(['already-there']);
  expect(readdirSync(join(root, 'recovery')).toSorted()).toEqual(['a-1', 'index.json']);
});

test('an id that is removed goes from the index first and leaves nothing; the last one takes the index along', async () => {
  using made = scratch();
  const root = join(made.folder, 'tree');
  mkdirSync(root);
  const tree = localWritableTree(root);
  await put(
    await releaseFolder(made.folder, { id: 'a-1' }),
    tree,
    await releaseFolder(made.folder, { id: 'b-1' }),
  );
  await removePublications(tree, await foldersCalled(tree, ['a-1']), signal);
  expect(indexOf(root)).toEqual({ releases: ['b-1'] });
  expect(readdirSync(join(root, 'recovery')).toSorted()).toEqual(['b-1', 'index.json']);
  await removePublications(tree, await foldersCalled(tree, ['b-1']), signal);
  expect(readdirSync(join(root, 'recovery'))).toEqual([]);
  expect(await faultFrom(foldersCalled(tree, ['../x']))).toMatchObject({ code: 'OPT-01' });
});

test('an abort leaves nothing under the name of the release', async () => {
  using made = scratch();
  const root = join(made.folder, 'tree');
  mkdirSync(root);
  const stop = new AbortController();
  const publication = await readPublication(await releaseFolder(made.folder, { id: 'a-1' }));
  const gone = new Error('stopped');
  const done = publish(localWritableTree(root), [publication], () => stop.abort(gone), stop.signal);
  await expect(done).rejects.toBe(gone);
  expect(readdirSync(join(root, 'recovery'))).toEqual([]);
});

function damage(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}
