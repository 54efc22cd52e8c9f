import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { Fault } from '../../core/faults.ts';
import type { BlockDevice, DiskDescription } from '../../core/ports.ts';
import { encodeSeekable } from '../../formats/zstd-seekable/encode-seekable.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { slotMemory } from '../../host/slot-memory.ts';
import { refuseExisting } from '../../release/refuse-existing.ts';
import { throwReadFault } from '../../stick/throw-read-fault.ts';
import type { Track } from '../disk/progress-board.ts';
import { BACKUP_FRAME_BYTES, BACKUP_HEADER_BYTES, encodeBackupHeader } from './backup-file.ts';
import { checkBackup } from './check-backup.ts';
import { openBackup } from './open-backup.ts';

/** Quick: a stick is read no faster than that packs. Zeros become a few bytes. */
const LEVEL = 3;

/**
 * Saves all of a disk in a file, reads the file back, and gives it its name. Only its owner may read it.
 * @throws Fault MAK-08 when the disk cannot be read, MAK-09 when the file cannot be written, or the signal's reason
 */
export async function saveBackup(
  file: string,
  { model, serial, devicePath }: DiskDescription,
  disk: BlockDevice,
  track: Track,
  signal: AbortSignal,
): Promise<void> {
  await refuseExisting(file);
  const part = `${file}.part`;
  await using held = new AsyncDisposableStack();
  held.defer(() => rm(part, { force: true }));
  try {
    await using to = await open(part, 'w', 0o600);
    const sha256 = await packInto(to, devicePath, disk, track, signal);
    const { sizeBytes } = disk;
    const header = encodeBackupHeader({
      format: 1,
      kind: 'rsd stick backup',
      model,
      serial,
      sizeBytes,
      sha256,
    });
    await to.write(header, 0, header.length, 0);
    await to.sync();
  } catch (error) {
    throw fileFault(file, error);
  }
  await using backup = await openBackup(part, signal);
  await checkBackup(part, backup, (done, total) => track('Checking the backup', done, total), signal);
  await rename(part, file);
}

async function packInto(
  to: FileHandle,
  name: string,
  disk: BlockDevice,
  track: Track,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  let atBytes = BACKUP_HEADER_BYTES;
  for await (const packed of encodeSeekable(
    contentOf(name, disk, hash, track, signal),
    BACKUP_FRAME_BYTES,
    LEVEL,
  )) {
    await to.write(packed, 0, packed.length, atBytes);
    atBytes += packed.length;
  }
  return hash.digest('hex');
}

async function* contentOf(
  name: string,
  disk: BlockDevice,
  hash: { update(bytes: Uint8Array): unknown },
  track: Track,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const [slot = new Uint8Array()] = slotMemory(1, BACKUP_FRAME_BYTES);
  for (let at = 0; at < disk.sizeBytes; at += slot.length) {
    signal.throwIfAborted();
    const piece = slot.subarray(0, Math.min(slot.length, disk.sizeBytes - at));
    await disk.read(at, piece).catch((error: unknown) => throwReadFault(name, error));
    hash.update(piece);
    track('Saving what is on it', at + piece.length, disk.sizeBytes);
    yield piece;
  }
}

function fileFault(file: string, error: unknown): unknown {
  const errno = errnoOf(error);
  if (errno === 'UNKNOWN' || error instanceof Fault) return error;
  return new Fault('MAK-09', { file, problem: `it cannot be written (${errno})` }, { cause: error });
}
