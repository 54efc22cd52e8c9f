import { Fault, isFault } from '../../core/faults.ts';
import type { RecoverySource } from '../../core/ports.ts';
import { type FatFileSystem, readFat } from '../../formats/fat/read-fat.ts';
import { sizeWords } from '../size-words.ts';
import { fatSource } from './fat-source.ts';
import { findingOf } from './finding-of.ts';
import { inspectReleases } from './inspect-release.ts';
import { runsFinding } from './inspect-runs.ts';
import { networkFinding, stickSettingsFinding } from './inspect-settings.ts';
import type { Looking } from './looking.ts';
import type { Medium } from './medium.ts';
import type { Finding, Report } from './report.ts';

/** Reads a small file of the data partition. */
export type ReadSmall = (path: string, maxBytes: number) => Promise<Uint8Array | 'absent'>;

/** The data partition of a stick: settings, releases, logs. @throws Fault FMT-01 when it is no FAT */
export async function inspectData(medium: Medium, looking: Looking): Promise<Report> {
  const fat = await readFat(medium, medium.sizeBytes);
  const files = fat.entries.filter(({ kind }) => kind === 'file');
  const read: ReadSmall = (path, maxBytes) => readSmall(fat, path, maxBytes);
  const usedBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const source: RecoverySource = fatSource(fat);
  return {
    kind: 'data partition',
    fileSystem: `${fat.kind} "${fat.label}"`,
    files: `${files.length}, ${sizeWords(usedBytes)} of ${sizeWords(medium.sizeBytes)}`,
    settings: await findingOf(() => stickSettingsFinding(read)),
    network: await findingOf(() => networkFinding(read)),
    keys: keyFiles(fat),
    releases: await inspectReleases(source, looking),
    unfinishedDownloads: unfinished(fat),
    runs: await runsFinding(fat.entries, read),
  };
}

async function readSmall(fat: FatFileSystem, path: string, maxBytes: number): Promise<Uint8Array | 'absent'> {
  const wanted = path.toLowerCase();
  if (!fat.entries.some((entry) => entry.kind === 'file' && entry.path.toLowerCase() === wanted))
    return 'absent';
  const file = await fat.open(path);
  if (file.sizeBytes > maxBytes) throw new Fault('MAN-03', { file: path, bytes: file.sizeBytes, maxBytes });
  const bytes = new Uint8Array(file.sizeBytes);
  await file.read(0, bytes);
  return bytes;
}

/** What an agent has begun to fetch and not finished. */
function unfinished({ entries }: FatFileSystem): Finding {
  return entries.flatMap(({ path, kind }) => {
    const [, id] = (kind === 'folder' ? /^recovery\.part\/([^/]{1,64})$/i.exec(path) : null) ?? [];
    return id === undefined ? [] : [id];
  });
}

/** That they are there; what is in them is nobody's business. */
function keyFiles({ entries }: FatFileSystem): Finding {
  return entries.flatMap(({ path, kind }) =>
    kind === 'file' && /^keys\//i.test(path) ? [`${path}: set`] : [],
  );
}

/** Whether bytes look like a FAT file system at all. */
export async function isFat(medium: Medium): Promise<boolean> {
  try {
    await readFat(medium, medium.sizeBytes);
    return true;
  } catch (error) {
    if (isFault(error, 'FMT-01')) return false;
    throw error;
  }
}
