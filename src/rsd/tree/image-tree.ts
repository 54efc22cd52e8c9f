import { Fault, isFault } from '../../core/faults.ts';
import type { PayloadFile, RecoverySource } from '../../core/ports.ts';
import { type FatFileSystem, readFat } from '../../formats/fat/read-fat.ts';
import type { GptTable } from '../../formats/gpt/gpt-table.ts';
import { readGpt } from '../../formats/gpt/read-gpt.ts';
import { filePayload } from '../../host/file-payload.ts';
import { MAX_SOFTWARE_MANIFEST_BYTES, readSoftwareManifest } from '../../stick/software-manifest.ts';
import type { Tree } from './tree.ts';

const EDGE_BYTES = 64 << 10;
const SECTOR_BYTES = 512;
const UKI_PATH = 'EFI/BOOT/BOOTX64.EFI';
/** Where a stick has the files of its software that are not on its data partition. */
const PARTITIONS = { 'kernel.bin': 'KERN-A', 'rootfs.img': 'ROOT-A' } as const;

interface Place {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/** A recovery stick, or the image of one, as a tree: what `rsd create` made, it can be made from again. @throws Fault OPT-01 */
export async function imageTree(path: string, signal: AbortSignal): Promise<Tree> {
  await using held = new AsyncDisposableStack();
  const image = held.use(await filePayload(path));
  const table = await tableOf(path, image, signal);
  const data = await fatOn(path, image, placeOf(path, table, 'RSD-DATA'), signal);
  const recovery = fatSource(path, data, 'recovery', signal);
  const onData = fatSource(path, data, 'software', signal);
  const software: RecoverySource = {
    ...onData,
    openPayload: (id, file, inner) => softwareFile(path, { image, table, onData }, id, file, inner),
  };
  const all = held.move();
  return { name: path, recovery, software, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

async function tableOf(path: string, image: PayloadFile, signal: AbortSignal): Promise<GptTable> {
  const { sizeBytes } = image;
  const head = new Uint8Array(Math.min(EDGE_BYTES, sizeBytes));
  const tail = new Uint8Array(head.length);
  await image.read(0, head, signal);
  await image.read(sizeBytes - tail.length, tail, signal);
  const reading = readGpt({ head, tail, sectorBytes: SECTOR_BYTES, sizeBytes });
  if (reading.kind === 'found') return reading.table;
  throw noStick(path, 'it has no partition table');
}

function noStick(path: string, problem: string): Fault {
  return new Fault('OPT-01', { option: path, problem: `it is no image of a recovery stick: ${problem}` });
}

function placeOf(path: string, { partitions }: GptTable, name: string): Place {
  const partition = partitions.find((one) => one.name === name);
  if (partition === undefined) throw noStick(path, `it has no ${name}`);
  const { firstLba, lastLba } = partition;
  return { offsetBytes: firstLba * SECTOR_BYTES, sizeBytes: (lastLba + 1 - firstLba) * SECTOR_BYTES };
}

async function fatOn(
  path: string,
  image: PayloadFile,
  place: Place,
  signal: AbortSignal,
): Promise<FatFileSystem> {
  const medium = {
    async read(offsetBytes: number, into: Uint8Array): Promise<void> {
      for (let done = 0; done < into.length; ) {
        const got = await image.read(place.offsetBytes + offsetBytes + done, into.subarray(done), signal);
        if (got === 0) throw noStick(path, 'it ends too early');
        done += got;
      }
    },
  };
  try {
    return await readFat(medium, place.sizeBytes);
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    throw noStick(path, `${error.facts.field}: ${error.facts.problem}`);
  }
}

/** What lies in `tree`/<id>/<file> of a FAT. It is read from a file here, and fetched like that of a server. */
function fatSource(
  path: string,
  fat: FatFileSystem,
  tree: 'recovery' | 'software',
  signal: AbortSignal,
): RecoverySource {
  const openPayload: RecoverySource['openPayload'] = async (id, file) => {
    const wanted = `${tree}/${id}/${file}`;
    if (!fat.entries.some((entry) => entry.kind === 'file' && entry.path === wanted)) return 'absent';
    const opened = await fat.open(wanted);
    return {
      sizeBytes: opened.sizeBytes,
      read: (offsetBytes, into) => opened.read(offsetBytes, into),
      [Symbol.asyncDispose]: async () => undefined,
    };
  };
  return {
    label: path,
    location: 'local',
    list: async () =>
      fat.entries.flatMap((entry) => {
        const [first, id, ...deeper] = entry.path.split('/');
        const isId = entry.kind === 'folder' && first === tree && id !== undefined && deeper.length === 0;
        return isId ? [id] : [];
      }),
    openPayload,
    async readSmall(id, file, maxBytes) {
      const payload = await openPayload(id, file, signal);
      if (payload === 'absent') return 'absent';
      if (payload.sizeBytes > maxBytes)
        throw new Fault('MAN-03', { file, bytes: payload.sizeBytes, maxBytes });
      const bytes = new Uint8Array(payload.sizeBytes);
      await payload.read(0, bytes, signal);
      return bytes;
    },
  };
}

interface Stick {
  readonly image: PayloadFile;
  readonly table: GptTable;
  readonly onData: RecoverySource;
}

async function softwareFile(
  path: string,
  { image, table, onData }: Stick,
  id: string,
  file: string,
  signal: AbortSignal,
): Promise<PayloadFile | 'absent'> {
  if (file !== 'kernel.bin' && file !== 'rootfs.img' && file !== 'uki.efi')
    return await onData.openPayload(id, file, signal);
  const json = await onData.readSmall(id, 'software.json', MAX_SOFTWARE_MANIFEST_BYTES, signal);
  if (json === 'absent') return 'absent';
  const { files } = readSoftwareManifest(json);
  if (file === 'uki.efi') {
    const efi = await fatOn(path, image, placeOf(path, table, 'EFI-SYSTEM'), signal);
    const uki = await efi.open(UKI_PATH);
    return {
      sizeBytes: uki.sizeBytes,
      read: (offsetBytes, into) => uki.read(offsetBytes, into),
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
  const place = placeOf(path, table, PARTITIONS[file]);
  const sizeBytes = Math.min(place.sizeBytes, (file === 'kernel.bin' ? files.kernel : files.rootfs).bytes);
  return {
    sizeBytes,
    async read(offsetBytes, into, inner) {
      const bytes = Math.max(0, Math.min(into.length, sizeBytes - offsetBytes));
      return await image.read(place.offsetBytes + offsetBytes, into.subarray(0, bytes), inner);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
