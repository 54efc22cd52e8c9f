import { Fault, isFault } from '../../core/faults.ts';
import type { PayloadFile } from '../../core/ports.ts';
import { readSeekTable, type SeekFrame } from '../../formats/zstd-seekable/read-seek-table.ts';
import { seekTableBytes } from '../../formats/zstd-seekable/seek-table-bytes.ts';
import { unpackFrame } from '../../formats/zstd-seekable/unpack-frame.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { filePayload } from '../../host/file-payload.ts';
import type { Content } from '../../stick/content.ts';
import {
  BACKUP_FRAME_BYTES,
  BACKUP_HEADER_BYTES,
  type BackupFacts,
  readBackupHeader,
} from './backup-file.ts';

export interface Backup extends AsyncDisposable {
  readonly facts: BackupFacts;
  /** Of the whole disk. Its pieces are read fastest whole, in `BACKUP_FRAME_BYTES`. */
  readonly content: Content;
}

/** Zstd never makes data that does not compress much longer than it was. */
const MAX_PACKED_BYTES = BACKUP_FRAME_BYTES + 4096;

/** @throws Fault MAK-09 */
export async function openBackup(file: string, signal: AbortSignal): Promise<Backup> {
  const payload = await filePayload(file).catch((error: unknown) => {
    throw new Fault('MAK-09', { file, problem: `it cannot be read (${errnoOf(error)})` }, { cause: error });
  });
  try {
    const header = new Uint8Array(BACKUP_HEADER_BYTES);
    const got = await payload.read(0, header, signal);
    const facts = readBackupHeader(file, header.subarray(0, got));
    const frames = await framesOf(file, payload, facts, signal);
    const content = contentOf(file, payload, facts, frames);
    return { facts, content, [Symbol.asyncDispose]: payload[Symbol.asyncDispose].bind(payload) };
  } catch (error) {
    await payload[Symbol.asyncDispose]();
    throw error;
  }
}

async function framesOf(
  file: string,
  payload: PayloadFile,
  { sizeBytes }: BackupFacts,
  signal: AbortSignal,
): Promise<readonly SeekFrame[]> {
  const packedBytes = payload.sizeBytes - BACKUP_HEADER_BYTES;
  const tailBytes = Math.min(packedBytes, seekTableBytes(Math.ceil(sizeBytes / BACKUP_FRAME_BYTES)));
  const tail = new Uint8Array(tailBytes);
  const got = await payload.read(payload.sizeBytes - tailBytes, tail, signal);
  const limits = { contentBytes: sizeBytes, frameBytes: BACKUP_FRAME_BYTES, packedBytes: MAX_PACKED_BYTES };
  try {
    return readSeekTable(tail.subarray(0, got), packedBytes, limits).frames;
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const problem = `it is damaged, or not whole (${error.facts.field}: ${error.facts.problem})`;
    throw new Fault('MAK-09', { file, problem }, { cause: error });
  }
}

function contentOf(
  file: string,
  payload: PayloadFile,
  { sizeBytes }: BackupFacts,
  frames: readonly SeekFrame[],
): Content {
  return {
    sizeBytes,
    async read(offsetBytes, into, signal) {
      const nth = Math.floor(offsetBytes / BACKUP_FRAME_BYTES);
      const frame = frames[nth];
      if (frame === undefined) return 0;
      const packed = new Uint8Array(frame.compressedBytes);
      const at = BACKUP_HEADER_BYTES + frame.compressedOffsetBytes;
      const got = await payload.read(at, packed, signal);
      const room = new Uint8Array(frame.contentBytes);
      if (got !== packed.length || unpackFrame(packed, room) !== 'filled')
        throw new Fault('MAK-09', { file, problem: `it is damaged ${at} bytes in` });
      const part = room.subarray(offsetBytes - frame.contentOffsetBytes).subarray(0, into.length);
      into.set(part);
      return part.length;
    },
  };
}
