import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, isFault, toFault } from '../../core/faults.ts';
import type { BlockChecker } from '../../core/ports.ts';
import type { KernelBlob } from '../../formats/vboot/kernel-blob.ts';
import { keyblockSigner } from '../../formats/vboot/keyblock-signer.ts';
import type { PackedKey } from '../../formats/vboot/packed-key.ts';
import { blockChecker } from '../../host/block-checker.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { filePayload } from '../../host/file-payload.ts';
import { slotMemory } from '../../host/slot-memory.ts';
import type { Content } from '../../stick/content.ts';
import type { SoftwareManifest } from '../../stick/software-manifest.ts';
import type { OnBytes } from '../../stick/write-stick.ts';
import type { Track } from '../disk/progress-board.ts';
import type { Setting } from '../setting.ts';
import { checkSoftware } from '../software/check-software.ts';
import { checkRelease } from './check-release.ts';
import type { Choice, ReleaseChoice } from './choice.ts';
import { fetchRelease } from './fetch-release.ts';
import { fetchSoftware } from './fetch-software.ts';
import type { OpenData } from './open-data.ts';
import type { PartOwner } from './plan-parts.ts';
import { releasesOf } from './releases-of.ts';

/** The content of a file of a stick's software, or of one of its releases. */
export type PartContent = (of: PartOwner, file: string) => Content;

export interface ReadyParts extends AsyncDisposable {
  readonly content: PartContent;
}

interface Work {
  readonly data: OpenData;
  readonly recoveryKey: PackedKey | 'any';
  readonly setting: Setting;
  readonly track: Track;
}

interface Tools {
  readonly checker: BlockChecker;
  readonly slots: readonly Uint8Array[];
}

const SLOTS = 8;
const SLOT_BYTES = 1 << 20;

/**
 * Fetches what was chosen where it is not on this computer, checks all of it, and opens it.
 * @throws Fault MAK-06, IMG-…, SIG-06, NET-…, STK-06, or the signal's reason
 */
export async function readyParts(choice: Choice, work: Work): Promise<ReadyParts> {
  await using checker = blockChecker();
  const tools = { checker, slots: slotMemory(SLOTS, SLOT_BYTES) };
  const software = await readySoftware(choice, work, tools);
  const releases: { readonly release: string; readonly folder: string; readonly files: readonly string[] }[] =
    [];
  for (const one of releasesOf(choice))
    releases.push({ ...filesOf(one), folder: await readyRelease(one, work, tools) });
  await using held = new AsyncDisposableStack();
  const opened = new Map<string, Content>();
  for (const file of softwareFiles(choice))
    opened.set(keyOf('software', file), held.use(await filePayload(join(software, file))));
  for (const { release, folder, files } of releases)
    for (const file of files)
      opened.set(keyOf({ release }, file), held.use(await filePayload(join(folder, file))));
  const all = held.move();
  return {
    content(of, file) {
      const content = opened.get(keyOf(of, file));
      if (content === undefined) throw new TypeError(`Nobody opened ${keyOf(of, file)}`);
      return content;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function softwareFiles({ software }: Choice): readonly string[] {
  const { kernel, rootfs, uki, keys } = software.manifest.files;
  return [kernel, rootfs, ...(uki ? [uki] : []), ...keys].map(({ file }) => file);
}

function keyOf(of: PartOwner, file: string): string {
  return of === 'software' ? `software/${file}` : `recovery/${of.release}/${file}`;
}

function filesOf({ chosen }: ReleaseChoice): { readonly release: string; readonly files: readonly string[] } {
  const { id, payloads } = chosen.release.manifest;
  return { release: id, files: ['manifest.json', 'manifest.vblock', ...payloads.map(({ file }) => file)] };
}

async function readySoftware(choice: Choice, work: Work, tools: Tools): Promise<string> {
  const { data, recoveryKey } = work;
  const { manifest } = choice.software;
  const kernels: KernelBlob[] = [];
  const check = async (folder: string): Promise<void> => {
    kernels.push(await checkedKernel(folder, manifest, work, tools));
  };
  const own = join(data.folder, 'software', manifest.id);
  if (data.folder !== 'none') await check(own);
  const folder = data.folder === 'none' ? await fetchedSoftware(choice, check, work) : own;
  const kernel = kernels.at(-1);
  if (recoveryKey === 'any') return folder;
  if (kernel !== undefined && keyblockSigner(kernel.keyblock, [recoveryKey]) !== 'none') return folder;
  throw new Fault('MAK-06', { problem: 'kernel.bin is not signed by that recovery key' });
}

function checkedKernel(
  folder: string,
  manifest: SoftwareManifest,
  { setting, track }: Work,
  { checker, slots }: Tools,
): Promise<KernelBlob> {
  const told: OnBytes = (done, total) => track('Checking the software', done, total);
  return checkSoftware(folder, manifest, checker, slots, told, setting.signal);
}

function fetchedSoftware(
  { software }: Choice,
  check: (folder: string) => Promise<void>,
  work: Work,
): Promise<string> {
  const { data, setting, track } = work;
  const told: OnBytes = (done, total) => track('Fetching the software', done, total);
  const fetch = (): Promise<string> =>
    fetchSoftware(data.tree.software, software, data.cache, told, setting.signal);
  return fetchedAndChecked(fetch, check, work);
}

async function readyRelease(
  { chosen, device, source, folder }: ReleaseChoice,
  work: Work,
  { checker, slots }: Tools,
): Promise<string> {
  const { data, setting, track } = work;
  const { signal } = setting;
  const { release } = chosen;
  const check = (where: string): Promise<void> => {
    const told: OnBytes = (done, total) => track('Checking the release', done, total);
    return checkRelease(release, device, where, checker, slots, told, signal);
  };
  if (folder !== 'none') {
    await check(folder);
    return folder;
  }
  const fetch = (): Promise<string> => {
    const told: OnBytes = (done, total) => track('Fetching the release', done, total);
    return fetchRelease(source, release, data.cache, told, signal);
  };
  return await fetchedAndChecked(fetch, check, work);
}

/** What an earlier run kept may have been damaged since: then it is fetched once more. */
async function fetchedAndChecked(
  fetch: () => Promise<string>,
  check: (folder: string) => Promise<void>,
  { data, setting }: Work,
): Promise<string> {
  const { voice, signal } = setting;
  const fetched = async (): Promise<string> => {
    try {
      return await fetch();
    } catch (error) {
      refuseCache(data.cache, error);
      voice.note(`What was fetched is kept in ${data.cache}: the same command goes on from there.`);
      throw error;
    }
  };
  const folder = await fetched();
  try {
    await check(folder);
    return folder;
  } catch (error) {
    signal.throwIfAborted();
    const { code } = toFault(error);
    if (code !== 'MAK-06' && !code.startsWith('IMG-')) throw error;
    voice.note(`${folder} is damaged (${code}), and is fetched again.`);
  }
  await rm(folder, { recursive: true });
  const again = await fetched();
  await check(again);
  return again;
}

/** What cannot be kept is a matter of this computer, and not of the stick. */
function refuseCache(cache: string, error: unknown): void {
  const ofKeeping = isFault(error, 'STK-06') ? error.facts['errno'] : undefined;
  const errno = error instanceof Fault ? ofKeeping : errnoOf(error);
  if (errno === undefined || errno === 'UNKNOWN') return;
  throw new Fault(
    'OPT-01',
    { option: cache, problem: `nothing can be kept there (${String(errno)})` },
    { cause: error },
  );
}
