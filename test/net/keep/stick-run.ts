import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Download, keepDownload } from '../../../src/net/keep/keep-download.ts';
import { refuseOpenHandles } from '../../host/refuse-open-handles.ts';
import { type ServedRelease, servedRelease, someBytes } from './served-release.ts';

export const KERNEL: Uint8Array = someBytes(10_000, 1);
export const ROOTFS: Uint8Array = someBytes(300_000, 2);
/** A release of two files. */
export const FILES = { 'kernel.bin': KERNEL, 'rootfs.img': ROOTFS };
export const { signal }: AbortController = new AbortController();

/** A stick and a server with the release `r-1` of `FILES`, new for each test of a file. */
export interface StickRun {
  readonly folder: string;
  readonly stick: string;
  readonly served: ServedRelease;
  keep(on?: string, from?: ServedRelease): Promise<Download>;
  /** A name in `recovery.part/r-1`. */
  part(name?: string): string;
  /** A name in `recovery/r-1`. */
  kept(name?: string): string;
  readFrom(download: Download, file: string, offsetBytes: number, lengthBytes: number): Promise<Uint8Array>;
  /** All that is wrong with what was read of the whole release. */
  wronglyRead(download: Download): Promise<string[]>;
  /** All that is wrong with what is stored on a stick. */
  wronglyStored(on?: string): string[];
  /** Keeps two parts of the root filesystem, as a run does that was stopped. */
  keptBefore(): Promise<void>;
}

/** Fails each test that leaves something open. */
export function stickRun(): StickRun {
  let folder = '';
  let served = servedRelease(FILES);
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'rsd-')));
    served = servedRelease(FILES);
    mkdirSync(run.stick);
  });
  afterEach(() => {
    refuseOpenHandles(folder);
    if (served.open !== 0) throw new Error(`${served.open} payloads are open`);
    rmSync(folder, { recursive: true });
  });
  const run: StickRun = {
    get folder() {
      return folder;
    },
    get stick() {
      return join(folder, 'stick');
    },
    get served() {
      return served;
    },
    keep: (on = run.stick, from = served) => keepDownload(on, from.release, from.source, signal),
    part: (name = '') => join(run.stick, 'recovery.part', 'r-1', name),
    kept: (name = '') => join(run.stick, 'recovery', 'r-1', name),
    readFrom,
    wronglyRead: async (download) => {
      const files = await Promise.all(
        Object.entries(FILES).map(async ([name, content]) => {
          const got = await readFrom(download, name, 0, content.length);
          return Buffer.compare(got, content) === 0 ? [] : [name];
        }),
      );
      return files.flat();
    },
    wronglyStored: (on = run.stick) => [...wrongFiles(join(on, 'recovery', 'r-1'), served), ...leftOver(on)],
    keptBefore: async () => {
      await using download = await run.keep();
      await readFrom(download, 'rootfs.img', 0, 100_000);
      await readFrom(download, 'rootfs.img', 200_000, 50_000);
    },
  };
  return run;
}

async function readFrom(
  { source }: Download,
  file: string,
  offsetBytes: number,
  lengthBytes: number,
): Promise<Uint8Array> {
  const payload = await source.openPayload('r-1', file, signal);
  if (payload === 'absent') throw new Error(`${file} is absent`);
  await using held = payload;
  const into = new Uint8Array(lengthBytes);
  return into.subarray(0, await held.read(offsetBytes, into, signal));
}

function wrongFiles(release: string, { original }: ServedRelease): string[] {
  const names = new Set([...original.keys(), ...readdirSync(release)]);
  return [...names].filter((name) => {
    const wanted = original.get(name);
    return wanted === undefined || !readFileSync(join(release, name)).equals(wanted);
  });
}

function leftOver(stick: string): string[] {
  return readdirSync(stick).filter((name) => name === 'recovery.part');
}
