import { createHash } from 'node:crypto';
import type { KeptFile } from './kept-file.ts';
import type { KeptPart } from './kept-part.ts';

const ROOM_BYTES = 1024 * 1024;

/**
 * SHA-256 of a file as it is on the stick, in hexadecimal; `'unreadable'` when the part is lost.
 * @throws the signal's reason
 */
export async function keptDigest(
  part: KeptPart,
  file: KeptFile,
  onRead: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const digest = createHash('sha256');
  const room = new Uint8Array(Math.min(ROOM_BYTES, file.sizeBytes));
  for (let atBytes = 0; atBytes < file.sizeBytes; ) {
    signal.throwIfAborted();
    const into = room.subarray(0, Math.min(room.length, file.sizeBytes - atBytes));
    if ((await part.read(file, atBytes, into)) === 'not-there') return 'unreadable';
    digest.update(into);
    atBytes += into.length;
    onRead(into.length);
  }
  return digest.digest('hex');
}
