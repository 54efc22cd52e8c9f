import * as z from 'zod';
import { Fault } from '../../core/faults.ts';

/**
 * A backup of a stick: a skippable frame of zstd with this in JSON, padded with spaces to 4096 bytes together, and behind it a
 * zstd seekable file of the whole disk. `zstd -d` unpacks it as well: it passes over such frames.
 */
export interface BackupFacts {
  readonly format: 1;
  readonly kind: 'rsd stick backup';
  readonly model: string;
  readonly serial: string;
  /** Of the disk. */
  readonly sizeBytes: number;
  /** Of all of it; 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

export const BACKUP_HEADER_BYTES = 4096;
export const BACKUP_FRAME_BYTES: number = 1 << 20;
const SKIPPABLE_MAGIC = 0x184d2a50;
const FRAME_HEADER_BYTES = 8;
/** The seek table of more would take too much memory. */
const MAX_DISK_BYTES = 4 * 2 ** 40;

const SCHEMA = z.strictObject({
  format: z.literal(1),
  kind: z.literal('rsd stick backup'),
  model: z.string().max(256),
  serial: z.string().max(256),
  sizeBytes: z.int().min(1).max(MAX_DISK_BYTES).multipleOf(512),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export function encodeBackupHeader(facts: BackupFacts): Uint8Array {
  const header = new Uint8Array(BACKUP_HEADER_BYTES).fill(0x20);
  const view = new DataView(header.buffer);
  view.setUint32(0, SKIPPABLE_MAGIC, true);
  view.setUint32(4, BACKUP_HEADER_BYTES - FRAME_HEADER_BYTES, true);
  header.set(new TextEncoder().encode(JSON.stringify(facts)), FRAME_HEADER_BYTES);
  return header;
}

/** @throws Fault MAK-09 */
export function readBackupHeader(file: string, header: Uint8Array): BackupFacts {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const isOurs = header.length === BACKUP_HEADER_BYTES && view.getUint32(0, true) === SKIPPABLE_MAGIC;
  if (!isOurs) throw new Fault('MAK-09', { file, problem: 'it is no backup of a stick' });
  const read = SCHEMA.safeParse(parsed(header.subarray(FRAME_HEADER_BYTES)));
  if (read.success) return read.data;
  throw new Fault('MAK-09', { file, problem: 'it is no backup of a stick, or of a newer rsd' });
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return 'not JSON';
  }
}
