import { type Fat32Spec, planFat32 } from '../../../src/formats/fat/plan-fat32.ts';

export interface FatImage {
  readonly sizeBytes: number;
  /** From the start to the end of the last file; what follows is zeros. */
  readonly bytes: Uint8Array;
  /** Where its parts begin, in `bytes`. */
  readonly tableAt: number;
  readonly secondTableAt: number;
  readonly dataAt: number;
}

/** The contents of files by their paths. */
export type Contents = Readonly<Record<string, Uint8Array>>;

const MIB = 2 ** 20;
export const LEAST_BYTES = 33 * MIB;
const PIECE_BYTES = 3 * 4096;

export function specOf(contents: Contents, sizeBytes: number = LEAST_BYTES): Fat32Spec {
  return {
    sizeBytes,
    hiddenSectors: 2048,
    label: 'RSD-DATA',
    id: 0x1234abcd,
    modified: new Date('2026-02-03T04:05:06Z'),
    files: Object.entries(contents).map(([path, bytes]) => ({ path, sizeBytes: bytes.length })),
  };
}

/** Writes a file system as somebody does who writes a stick: the metadata in pieces, then file after file. */
export function fatImage(contents: Contents, sizeBytes: number = LEAST_BYTES): FatImage {
  const plan = planFat32(specOf(contents, sizeBytes));
  const ends = plan.files.map((file) => file.offsetBytes + file.sizeBytes);
  const bytes = new Uint8Array(Math.max(plan.metadataBytes, ...ends));
  for (let at = 0; at < plan.metadataBytes; at += PIECE_BYTES)
    plan.fill(at, bytes.subarray(at, Math.min(at + PIECE_BYTES, plan.metadataBytes)));
  for (const file of plan.files) bytes.set(contents[file.path] ?? new Uint8Array(), file.offsetBytes);
  const view = new DataView(bytes.buffer);
  const tableAt = view.getUint16(14, true) * 512;
  const tableBytes = view.getUint32(36, true) * 512;
  return {
    sizeBytes,
    bytes,
    tableAt,
    secondTableAt: tableAt + tableBytes,
    dataAt: tableAt + 2 * tableBytes,
  };
}
