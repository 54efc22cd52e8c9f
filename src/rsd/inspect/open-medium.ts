import { constants, type FileHandle, open } from 'node:fs/promises';
import { Fault } from '../../core/faults.ts';
import { blockDeviceFacts } from '../../host/block-device-facts.ts';
import { errnoOf } from '../../host/errno-of.ts';
import type { Medium } from './medium.ts';

/** Opens a file or a disk to look at it. It is never written to. @throws Fault OPT-01 */
export async function openMedium(path: string): Promise<Medium & AsyncDisposable> {
  // Not blocking: to open a pipe would be to wait for somebody who writes.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw refused(path, `it cannot be opened (${errnoOf(error)})`, error);
  });
  try {
    const { sizeBytes, sectorBytes } = await factsOf(path, handle);
    return {
      name: path,
      sizeBytes,
      sectorBytes,
      read: (offsetBytes, into) => readAll(path, handle, offsetBytes, into),
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function factsOf(path: string, handle: FileHandle): Promise<Pick<Medium, 'sizeBytes' | 'sectorBytes'>> {
  const stat = await handle.stat();
  if (stat.isFile()) return { sizeBytes: stat.size, sectorBytes: 'unknown' };
  if (!stat.isBlockDevice()) throw refused(path, 'it is neither a file nor a disk');
  const facts = await blockDeviceFacts(stat.rdev);
  if (facts === 'unknown') throw refused(path, 'the system does not say how large it is');
  const { sizeBytes, sectorBytes } = facts;
  return { sizeBytes, sectorBytes: sectorBytes === 4096 ? 4096 : 512 };
}

async function readAll(
  path: string,
  handle: FileHandle,
  offsetBytes: number,
  into: Uint8Array,
): Promise<void> {
  const failed = (reason: string, cause?: unknown): Fault =>
    new Fault('MAK-08', { disk: path, offsetBytes, reason }, { cause });
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await handle
      .read(into, done, into.length - done, offsetBytes + done)
      .catch((error: unknown) => {
        throw failed(errnoOf(error), error);
      });
    if (bytesRead === 0) throw failed('it ends early');
    done += bytesRead;
  }
}

function refused(path: string, problem: string, cause?: unknown): Fault {
  return new Fault('OPT-01', { option: path, problem }, { cause });
}
