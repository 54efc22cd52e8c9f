import { randomUUID } from 'node:crypto';
import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { Fault } from '../../core/faults.ts';
import { writableFault } from '../../release/writable-fault.ts';

const IMAGE = /\.(?:bin|img)$/i;
const MAX_ENTRIES = 1000;
const MAX_BYTES = 64 * 2 ** 30;
/** Deflate cannot do better; whoever claims it lies. */
const MAX_RATIO = 1032;

export type OnBytes = (doneBytes: number, totalBytes: number) => void;

/**
 * Unpacks the one disk image of a zip into a new file in `folder`, under a name of our own: no name in the zip is used.
 * Sizes are bounded before a byte is written, and size and CRC are checked.
 * @returns the path; the file is the caller's to delete
 * @throws Fault IMP-01 for a zip that is damaged or has not one image, PUB-01 when there is no room for it
 */
export async function unzipImage(
  path: string,
  folder: string,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<string> {
  const zip = await aboutZip(path, openPromise(path, { autoClose: false, strictFileNames: true }));
  const out = join(folder, `.unpacked-${randomUUID()}.part`);
  try {
    const entry = await imageIn(path, zip);
    await refuseFull(folder, entry.uncompressedSize);
    await unpack(path, zip, entry, out, onBytes, signal);
    return out;
  } catch (error) {
    await rm(out, { force: true });
    throw error;
  } finally {
    zip.close();
  }
}

async function imageIn(path: string, zip: ZipFile): Promise<Entry> {
  if (zip.entryCount > MAX_ENTRIES) throw damaged(path, `it has ${zip.entryCount} files`);
  const entries = await aboutZip(path, Array.fromAsync(zip.eachEntry()));
  const images = entries.filter(({ fileName }) => IMAGE.test(fileName));
  const [image] = images;
  if (image === undefined) throw damaged(path, 'there is no .bin or .img in it');
  if (images.length > 1) throw damaged(path, `there are ${images.length} images in it`);
  refuseClaims(path, image);
  return image;
}

function refuseClaims(path: string, entry: Entry): void {
  const { uncompressedSize, compressedSize } = entry;
  if (!entry.canDecodeFileData())
    throw damaged(path, 'its image is encrypted or packed in a way that is not known');
  if (!Number.isSafeInteger(uncompressedSize) || uncompressedSize > MAX_BYTES)
    throw damaged(path, `its image claims ${uncompressedSize} bytes; ${MAX_BYTES} are accepted`);
  if (uncompressedSize > compressedSize * MAX_RATIO)
    throw damaged(path, `its image claims ${uncompressedSize} bytes in ${compressedSize}, which cannot be`);
}

async function refuseFull(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  const problem = `the image needs ${neededBytes} bytes, and ${freeBytes} are free`;
  throw new Fault('PUB-01', { place: folder, problem });
}

async function unpack(
  path: string,
  zip: ZipFile,
  entry: Entry,
  out: string,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  await using file = await open(out, 'wx').catch((error: unknown) => {
    throw writableFault(error, out);
  });
  const { uncompressedSize, crc32: wanted } = entry;
  let [bytes, crc] = [0, 0];
  for await (const chunk of contentOf(path, zip, entry)) {
    signal.throwIfAborted();
    crc = crc32(chunk, crc);
    await file.writeFile(chunk).catch((error: unknown) => {
      throw writableFault(error, out);
    });
    onBytes((bytes += chunk.length), uncompressedSize);
  }
  if (bytes !== uncompressedSize) throw damaged(path, `its image has ${bytes} bytes of ${uncompressedSize}`);
  if (crc !== wanted) throw damaged(path, 'the checksum of its image does not fit');
}

/** Listens from the moment on that the stream flows: an error that nobody hears ends the process. */
async function* contentOf(path: string, zip: ZipFile, entry: Entry): AsyncGenerator<Buffer, void> {
  const content: Readable = await aboutZip(path, zip.openReadStreamPromise(entry));
  const chunks: AsyncIterator<Buffer> = content[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await aboutZip(path, Promise.resolve(chunks.next()));
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    content.destroy();
  }
}

/** The library says what is wrong with a zip in errors without a code; those of the system have one. */
async function aboutZip<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const isOfSystem = error instanceof Error && 'syscall' in error;
    if (isOfSystem || !(error instanceof Error)) throw error;
    throw new Fault(
      'IMP-01',
      { file: path, problem: `the zip is damaged: ${error.message}` },
      { cause: error },
    );
  }
}

function damaged(file: string, problem: string): Fault {
  return new Fault('IMP-01', { file, problem });
}
