import { rm } from 'node:fs/promises';
import { fileBytes } from '../../release/file-bytes.ts';
import type { ImageFile } from '../../release/image/image-file.ts';
import { type OnBytes, unzipImage } from './unzip-image.ts';

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');

/**
 * Opens a disk image, or the one in a zip, which is unpacked into `folder` meanwhile.
 * @throws Fault OPT-01 when there is no such file, IMP-01, PUB-01
 */
export async function openImage(
  path: string,
  folder: string,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<ImageFile & AsyncDisposable> {
  await using held = new AsyncDisposableStack();
  const file = held.use(await fileBytes(path));
  const start = Buffer.alloc(ZIP.length);
  await file.read(0, start, signal);
  if (!start.equals(ZIP)) return image(path, file, held.move());
  const unpacked = await unzipImage(path, folder, onBytes, signal);
  held.defer(() => rm(unpacked, { force: true }));
  return image(path, held.use(await fileBytes(unpacked)), held.move());
}

function image(
  file: string,
  bytes: ImageFile['bytes'],
  held: AsyncDisposableStack,
): ImageFile & AsyncDisposable {
  return { file, bytes, [Symbol.asyncDispose]: () => held.disposeAsync() };
}
