import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { servedRelease, someBytes, VBLOCK } from './served-release.ts';
import { FILES, KERNEL, signal, stickRun } from './stick-run.ts';

const run = stickRun();
const silent = (): void => undefined;

test.for([
  ['is empty', () => writeFileSync(run.part('journal.json'), '')],
  ['is no JSON', () => writeFileSync(run.part('journal.json'), someBytes(500))],
  ['is huge', () => truncateSync(run.part('journal.json'), 2 ** 40)],
  ['is gone', () => rmSync(run.part('journal.json'))],
  ['is a folder', () => replaced('journal.json', mkdirSync)],
  ['is a link', () => replaced('journal.json', (path) => symlinkSync(join(run.folder, 'precious'), path))],
  [
    'is of another release',
    () => rewritten((text) => text.replace(run.served.release.digest, 'ab'.repeat(32))),
  ],
  ['names bytes that are not there', () => rewritten((text) => text.replace('250000', '250001'))],
  ['is of a file that was cut', () => truncateSync(run.part('rootfs.img'), 249_999)],
  ['is of a file that is too long', () => truncateSync(run.part('rootfs.img'), 300_001)],
  ['is of a file that is gone', () => rmSync(run.part('rootfs.img'))],
  ['is of a link', () => replaced('rootfs.img', (path) => symlinkSync(join(run.folder, 'precious'), path))],
  ['is of a folder', () => replaced('rootfs.img', mkdirSync)],
  ['is of a link to a folder', () => linked()],
  ['is in a file', () => replaced('', (path) => writeFileSync(path, 'a file'))],
] as const)('keepDownload() begins anew when the journal %s', async ([, spoil]) => {
  await run.keptBefore();
  writeFileSync(join(run.folder, 'precious'), 'precious');
  spoil();
  run.served.fetched.length = 0;
  await using download = await run.keep();
  expect(await run.wronglyRead(download)).toEqual([]);
  expect(run.served.fetchedBytes()).toBe(310_000);
  await download.finish(silent, signal);
  expect(run.wronglyStored()).toEqual([]);
  expect(readFileSync(join(run.folder, 'precious'), 'utf8')).toBe('precious');
});

function replaced(name: string, by: (path: string) => unknown): void {
  const path = name === '' ? join(run.stick, 'recovery.part', 'r-1') : run.part(name);
  rmSync(path, { recursive: true });
  by(path);
}

function rewritten(change: (text: string) => string): void {
  writeFileSync(run.part('journal.json'), change(readFileSync(run.part('journal.json'), 'utf8')));
}

/** Moves the part away, and puts a link to it in its place. */
function linked(): void {
  renameSync(run.part(), join(run.folder, 'elsewhere'));
  symlinkSync(join(run.folder, 'elsewhere'), join(run.stick, 'recovery.part', 'r-1'));
}

test.for(['recovery', 'recovery.part'])('keepDownload() follows no link in the place of %s', async (name) => {
  mkdirSync(join(run.folder, 'elsewhere'));
  symlinkSync(join(run.folder, 'elsewhere'), join(run.stick, name));
  await expect(run.keep()).rejects.toMatchObject({ code: 'STK-06', facts: { errno: 'ENOTDIR' } });
  expect(readdirSync(join(run.folder, 'elsewhere'))).toEqual([]);
});

test('finish() writes no manifest through a link', async () => {
  await using download = await run.keep();
  writeFileSync(join(run.folder, 'precious'), 'precious');
  symlinkSync(join(run.folder, 'precious'), run.part('manifest.json'));
  await expect(download.finish(silent, signal)).rejects.toMatchObject({ code: 'STK-06' });
  expect(readFileSync(join(run.folder, 'precious'), 'utf8')).toBe('precious');
});

test('finish() publishes nothing but the release', async () => {
  await using download = await run.keep();
  writeFileSync(run.part('autorun.inf'), 'x');
  mkdirSync(run.part('more/more'), { recursive: true });
  await download.finish(silent, signal);
  expect(run.wronglyStored()).toEqual([]);
});

test('finish() replaces a release of that name that was damaged, and leaves all others', async () => {
  mkdirSync(run.kept('more'), { recursive: true });
  writeFileSync(run.kept('rootfs.img'), 'damaged');
  mkdirSync(join(run.stick, 'recovery', 'r-2'));
  mkdirSync(join(run.stick, 'recovery.part', 'r-3'), { recursive: true });
  await using download = await run.keep();
  await download.finish(silent, signal);
  expect(readdirSync(join(run.stick, 'recovery')).toSorted()).toEqual(['r-1', 'r-2']);
  expect(readdirSync(join(run.stick, 'recovery.part'))).toEqual(['r-3']);
  rmSync(join(run.stick, 'recovery.part'), { recursive: true });
  expect(run.wronglyStored()).toEqual([]);
});

test('finish() replaces the same release when a file of it was damaged', async () => {
  mkdirSync(run.kept(), { recursive: true });
  for (const [name, bytes] of run.served.content) writeFileSync(run.kept(name), bytes);
  writeFileSync(run.kept('rootfs.img'), 'damaged');
  await using download = await run.keep();
  await download.finish(silent, signal);
  expect(run.wronglyStored()).toEqual([]);
});

test.for(['manifest.json', 'manifest.vblock'])(
  'keepDownload() replaces no release of that name whose %s is another',
  async (name) => {
    mkdirSync(run.kept(), { recursive: true });
    for (const [each, bytes] of run.served.content) writeFileSync(run.kept(each), bytes);
    writeFileSync(run.kept(name), 'of another release');
    await expect(run.keep()).rejects.toMatchObject({
      code: 'STK-06',
      facts: { problem: 'another release of this name is on the stick' },
    });
    expect(readFileSync(run.kept(name), 'utf8')).toBe('of another release');
    expect(run.served.fetched).toEqual([]);
  },
);

test('keepDownload() puts back what was moved aside when the power was cut, and removes what was replaced', async () => {
  mkdirSync(join(run.stick, 'recovery.part', 'r-8~old'), { recursive: true });
  mkdirSync(join(run.stick, 'recovery.part', 'r-9~old'), { recursive: true });
  mkdirSync(join(run.stick, 'recovery', 'r-9'), { recursive: true });
  await using _ = await run.keep();
  expect(readdirSync(join(run.stick, 'recovery')).toSorted()).toEqual(['r-8', 'r-9']);
  expect(readdirSync(join(run.stick, 'recovery.part'))).toEqual(['r-1']);
});

test('a release that was whole when the power was cut is published without being fetched again', async () => {
  mkdirSync(run.part(), { recursive: true });
  for (const [name, bytes] of run.served.content) writeFileSync(run.part(name), bytes);
  await using download = await run.keep();
  await download.finish(silent, signal);
  expect(run.wronglyStored()).toEqual([]);
  expect(run.served.fetched).toEqual([]);
});

test('keepDownload() begins anew where the manifest of another release is', async () => {
  mkdirSync(run.part(), { recursive: true });
  for (const [name, bytes] of run.served.content) writeFileSync(run.part(name), bytes);
  writeFileSync(run.part('manifest.vblock'), 'another');
  await using download = await run.keep();
  await download.finish(silent, signal);
  expect(run.wronglyStored()).toEqual([]);
  expect(run.served.fetchedBytes()).toBe(310_000);
});

test.for([
  ['there is no stick', () => rmSync(run.stick, { recursive: true })],
  ['a file is in the place of a folder', () => writeFileSync(join(run.stick, 'recovery.part'), 'x')],
  ['the server has another manifest', () => run.served.content.set('manifest.json', VBLOCK)],
  ['the server has lost its manifest', () => run.served.content.delete('manifest.vblock')],
  [
    'FAT takes its name for the same',
    () => mkdirSync(join(run.stick, 'recovery', 'R-1'), { recursive: true }),
  ],
] as const)('keepDownload() gives STK-06 when %s', async ([, spoil]) => {
  spoil();
  await expect(run.keep()).rejects.toMatchObject({ code: 'STK-06', facts: { problem: expect.any(String) } });
});

test.for(['..', 'a/b', '.part', 'end.', '', 'a~old', 'journal.json', 'Manifest.JSON', 'x\0y'])(
  'keepDownload() takes no file of the name %j',
  async (file) => {
    const odd = servedRelease({ [file]: KERNEL });
    await expect(run.keep(run.stick, odd)).rejects.toMatchObject({ code: 'STK-06' });
    expect(readdirSync(run.stick)).toEqual([]);
  },
);

test.for(['..', 'a/b', '', 'end.', 'a~old'])('keepDownload() takes no release of the name %j', async (id) => {
  const odd = servedRelease(FILES, id);
  await expect(run.keep(run.stick, odd)).rejects.toMatchObject({ code: 'STK-06' });
  expect(readdirSync(run.stick)).toEqual([]);
});

test('keepDownload() passes on a file of another size, to be refused', async () => {
  await using download = await run.keep();
  run.served.content.set('rootfs.img', KERNEL);
  expect(await run.readFrom(download, 'rootfs.img', 0, 20_000)).toEqual(KERNEL);
  await run.readFrom(download, 'rootfs.img', 0, 20_000);
  expect(run.served.fetchedBytes()).toBe(20_000);
});
