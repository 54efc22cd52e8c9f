import { Fault } from '../../core/faults.ts';
import { fileBytes } from '../../release/file-bytes.ts';
import { readPiece } from '../../release/read-piece.ts';

/** A file that is needed whole. @throws Fault OPT-01 when it is not there, or longer than `maxBytes` */
export async function readInput(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  await using file = await fileBytes(path);
  if (file.sizeBytes > maxBytes)
    throw new Fault('OPT-01', {
      option: path,
      problem: `it has ${file.sizeBytes} bytes; it may have ${maxBytes}`,
    });
  return await readPiece(file, 0, file.sizeBytes, signal);
}
