import type { Payload } from '../src/catalog/manifest.ts';
import { blockChecker } from '../src/host/block-checker.ts';
import { openDisk } from '../src/host/open-disk.ts';
import { slotMemory } from '../src/host/slot-memory.ts';
import { systemClock } from '../src/host/system-clock.ts';
import type { PlannedPartition } from '../src/install/plan-layout.ts';
import { openRootfsImage } from '../src/install/rootfs-image.ts';
import { stubbornDisk } from '../src/install/stubborn-disk.ts';
import { writeImages } from '../src/install/write-images.ts';
import { keepDownload } from '../src/net/keep/keep-download.ts';
import { Secret } from '../src/net/secret.ts';
import { openRecoveryServer, type RecoveryServer } from '../src/net/server/open-recovery-server.ts';

/** What `network-bench.ts` gives, as JSON, in the one argument. */
export interface FetchJob {
  readonly server: Omit<RecoveryServer, 'identity'> & { readonly identity: string };
  /** Of the manifest and its signature. */
  readonly digest: string;
  readonly payload: Payload & Required<Pick<Payload, 'verity'>>;
  readonly devicePath: string;
  readonly deviceBytes: number;
  /** A folder, such as a stick, that keeps what was fetched. */
  readonly store: { readonly folder: string } | 'none';
}

/**
 * The agent's own way from a server to the disk as one process, to be timed beside its peers: the server's key is
 * checked, the disk is looked at first, and every 4 KiB block is checked against its hash tree before it is written.
 */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by network-bench.ts a moment ago
const job = JSON.parse(process.argv[2] ?? '') as FetchJob;
const { digest, payload, store } = job;
const { signal } = new AbortController();
const patience = { firstDelayMs: 1000, maxDelayMs: 1000, giveUpMs: 1000 };

await using checker = blockChecker();
await using disk = await openDisk({
  name: 'bench',
  model: '',
  serial: '',
  sizeBytes: job.deviceBytes,
  devicePath: job.devicePath,
  sectorBytes: 512,
  bus: 'virtual',
  removable: 'fixed',
  access: 'read-write',
  usedBy: [],
});
const slots = slotMemory(16, 1 << 20);
const server = { ...job.server, identity: new Secret(job.server.identity) };
await using remote = await openRecoveryServer(server, patience, systemClock, () => undefined, signal);
await using held = new AsyncDisposableStack();
const { file, bytes, sha256 } = payload;
const release = { id: 'bench', digest, files: [{ file, bytes, sha256 }] };
const download =
  store === 'none' ? 'none' : held.use(await keepDownload(store.folder, release, remote, signal));
const source = download === 'none' ? remote : download.source;
const content = await source.openPayload('bench', file, signal);
if (content === 'absent') throw new Error('There is no image');
held.use(content);
const image = await openRootfsImage(payload, content, checker, signal);
const partition: PlannedPartition = {
  number: 3,
  label: 'ROOT-A',
  type: 'rootfs',
  sizeBytes: image.sizeBytes,
  offsetBytes: 0,
  lengthBytes: image.sizeBytes,
};
const target = stubbornDisk(disk, () => {
  throw new Error('A write had to be tried again, so the time says nothing');
});
const what = download === 'none' ? 'what-differs' : 'all';
await writeImages([{ image, partition }], what, target, slots, () => undefined, signal);
if (download !== 'none') await download.finish(() => undefined, signal);
