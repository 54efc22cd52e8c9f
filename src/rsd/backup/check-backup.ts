import { createHash } from 'node:crypto';
import { Fault } from '../../core/faults.ts';
import type { OnBytes } from '../../stick/write-stick.ts';
import { BACKUP_FRAME_BYTES } from './backup-file.ts';
import type { Backup } from './open-backup.ts';

/** Reads all of a backup. @throws Fault MAK-09 when it is not what was on the disk */
export async function checkBackup(
  file: string,
  { facts, content }: Backup,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  const hash = createHash('sha256');
  const piece = new Uint8Array(BACKUP_FRAME_BYTES);
  for (let at = 0; at < facts.sizeBytes; ) {
    const got = await content.read(at, piece, signal);
    hash.update(piece.subarray(0, got));
    at += got;
    onBytes(at, facts.sizeBytes);
  }
  if (hash.digest('hex') !== facts.sha256)
    throw new Fault('MAK-09', { file, problem: 'it is damaged: its SHA-256 is another' });
}
