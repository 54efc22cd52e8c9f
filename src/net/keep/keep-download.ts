import { createHash } from 'node:crypto';
import { Fault } from '../../core/faults.ts';
import type { RecoverySource } from '../../core/ports.ts';
import { completePart } from './complete-part.ts';
import { keepFault } from './keep-fault.ts';
import type { KeptPart } from './kept-part.ts';
import { keptPayload } from './kept-payload.ts';
import { type KeptFolders, openKeptFolders } from './open-kept-folders.ts';
import { openKeptPart } from './open-kept-part.ts';
import { type ManifestFiles, publishRelease } from './publish-release.ts';

/** What makes a release whole. */
export interface ReleaseFiles {
  readonly id: string;
  /** SHA-256 over the bytes of `manifest.json` and, behind them, those of `manifest.vblock`, in hexadecimal. */
  readonly digest: string;
  /** The others. The names are from the signed manifest: of plain files, in no folder. */
  readonly files: readonly { readonly file: string; readonly bytes: number; readonly sha256: string }[];
}

/** A release that is being fetched, and kept on the stick on its way to the disk. */
export interface Download extends AsyncDisposable {
  /** The same data. What passes through is kept, and what is kept already is not fetched again. */
  readonly source: RecoverySource;
  /**
   * Drops everything that is kept, and goes on from the network. For when something was wrong with what was read: it
   * may have been kept so. No read should be under way. Never throws.
   */
  forget(): Promise<void>;
  /**
   * Fetches what did not pass through, checks every file as a whole, and makes the release one of those on the stick.
   * `onBytes` counts what is fetched and what is checked.
   * @throws Fault STK-06 when it cannot be kept, NET-…, IMG-01, IMG-02 when the rest cannot be fetched, or the signal's reason
   */
  finish(onBytes: (doneBytes: number, totalBytes: number) => void, signal: AbortSignal): Promise<void>;
}

/** No dot at the end, which FAT drops. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/;
const MANIFEST = ['manifest.json', 'manifest.vblock'];
const OURS = new Set([...MANIFEST, 'journal.json', 'journal.new']);
/** A power cut costs twice as much at most. */
const SAVE_EVERY_BYTES = 16 * 1024 * 1024;
const MAX_MANIFEST_BYTES = 64 * 1024;

/**
 * Keeps a release in `recovery.part` on the stick mounted at `stick` while it is read from `source`, and goes on with
 * what an earlier run has kept there. What is kept is not checked when it is read: the hash tree does that.
 * @throws Fault STK-06 when nothing can be kept on the stick, NET-… when the manifest cannot be read again
 */
export async function keepDownload(
  stick: string,
  release: ReleaseFiles,
  source: RecoverySource,
  signal: AbortSignal,
  saveEveryBytes: number = SAVE_EVERY_BYTES,
): Promise<Download> {
  signal.throwIfAborted();
  refuseNames(release);
  await using held = new AsyncDisposableStack();
  const { folders, part } = await opened(stick, release, saveEveryBytes).catch((error: unknown) => {
    throw keepFault(error);
  });
  held.use(folders);
  held.use(part);
  const manifest = await manifestFiles(release, source, signal);
  const kept = held.move();
  const passing = sourceThrough(part, release.id, source);
  return {
    source: passing,
    forget: () => part.forget(part.files),
    async finish(onBytes, finishSignal) {
      await completePart(part, release.id, passing, onBytes, finishSignal);
      const payloads = release.files.map(({ file }) => file);
      await part.seal((folder) => publishRelease(folders, folder, release.id, payloads, manifest));
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function refuseNames({ id, files }: ReleaseFiles): void {
  const names = files.map(({ file }) => file);
  const lower = new Set(names.map((name) => name.toLowerCase()));
  const isUsable = (name: string): boolean => NAME.test(name) && !OURS.has(name.toLowerCase());
  if (NAME.test(id) && names.every(isUsable) && lower.size === names.length) return;
  throw new Fault('STK-06', { problem: 'a name in the release cannot be used on the stick' });
}

async function opened(
  stick: string,
  release: ReleaseFiles,
  saveEveryBytes: number,
): Promise<{ readonly folders: KeptFolders; readonly part: KeptPart }> {
  const folders = await openKeptFolders(stick, release);
  try {
    return { folders, part: await openKeptPart(folders, release, saveEveryBytes) };
  } catch (error) {
    await folders[Symbol.asyncDispose]();
    throw error;
  }
}

async function manifestFiles(
  { id, digest }: ReleaseFiles,
  source: RecoverySource,
  signal: AbortSignal,
): Promise<ManifestFiles> {
  const files = new Map<string, Uint8Array>();
  const hash = createHash('sha256');
  for (const name of MANIFEST) {
    const bytes = await source.readSmall(id, name, MAX_MANIFEST_BYTES, signal);
    if (bytes === 'absent') break;
    files.set(name, bytes);
    hash.update(bytes);
  }
  if (files.size === MANIFEST.length && hash.digest('hex') === digest) return files;
  throw new Fault('STK-06', { problem: 'the manifest on the server is not the one that was chosen' });
}

function sourceThrough(part: KeptPart, id: string, source: RecoverySource): RecoverySource {
  return {
    get label() {
      return source.label;
    },
    location: source.location,
    list: (signal) => source.list(signal),
    readSmall: (releaseId, file, maxBytes, signal) => source.readSmall(releaseId, file, maxBytes, signal),
    async openPayload(releaseId, file, signal) {
      const payload = await source.openPayload(releaseId, file, signal);
      const kept = releaseId === id ? part.files.find((each) => each.file === file) : undefined;
      // One of another size is passed on as it is: it will be refused.
      if (payload === 'absent' || kept?.sizeBytes !== payload.sizeBytes) return payload;
      return keptPayload(part, kept, payload);
    },
  };
}
