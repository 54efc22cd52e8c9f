import { readFileSync, writeFileSync } from 'node:fs';

/** A copy of a file with one bit of another value. */
export function changedCopy(file: string, atByte: number, out: string): string {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(atByte) ^ 1, atByte);
  writeFileSync(out, bytes);
  return out;
}
