import { Fault } from '../../core/faults.ts';
import type { PayloadFile } from '../../core/ports.ts';
import type { KeptFile } from './kept-file.ts';

const PIECE_BYTES = 1024 * 1024;
const PIECES_UNDER_WAY = 4;

/**
 * Reads what is missing of a file, in order, from a payload that keeps what passes through it.
 * @throws Fault IMG-02 when the payload ends early, what the payload throws, or the signal's reason
 */
export async function fetchMissing(
  file: KeptFile,
  payload: PayloadFile,
  onFetched: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const failures: unknown[] = [];
  let atBytes = 0;
  const next = (): { readonly startBytes: number; readonly endBytes: number } | undefined => {
    const run = file.extents.runs(atBytes, file.sizeBytes).find(({ is }) => is === 'missing');
    if (run === undefined) return undefined;
    const { startBytes } = run;
    atBytes = Math.min(run.endBytes, startBytes + PIECE_BYTES);
    return { startBytes, endBytes: atBytes };
  };
  const keepFetching = async (): Promise<void> => {
    const room = new Uint8Array(Math.min(PIECE_BYTES, file.sizeBytes));
    for (let piece = next(); piece !== undefined && failures.length === 0; piece = next()) {
      signal.throwIfAborted();
      const into = room.subarray(0, piece.endBytes - piece.startBytes);
      const bytes = await payload.read(piece.startBytes, into, signal);
      if (bytes < into.length) throw endedEarly(file, piece.startBytes + bytes);
      onFetched(bytes);
    }
  };
  const workers = Array.from({ length: PIECES_UNDER_WAY }, keepFetching);
  await Promise.all(workers.map((worker) => worker.catch((error: unknown) => failures.push(error))));
  if (failures.length > 0) throw failures[0];
}

function endedEarly({ file, sizeBytes }: KeptFile, gotBytes: number): Fault {
  return new Fault('IMG-02', { file, expectedBytes: sizeBytes, gotBytes });
}
